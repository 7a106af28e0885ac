#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "assimilation/filters/enkf.h"
#include "assimilation/filters/enkf_n.h"
#include "assimilation/filters/particle_filter.h"
#include "assimilation/filters/rank_histogram_filter.h"
#include "assimilation/filters/rotation.h"
#include "assimilation/inflation/inflation.h"
#include "assimilation/localisation/covariance_localisation.h"
#include "assimilation/localisation/letkf.h"
#include "assimilation/smoothers/ensemble_smoother.h"
#include "assimilation/smoothers/iterative_smoother.h"

namespace cytotwin {
namespace {

void expect_refused(const std::function<void()>& call, const std::string& words) {
  try {
    call();
    ADD_FAILURE() << "took what should be refused: " << words;
  } catch (const std::invalid_argument& error) {
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
  }
}

const Members members = normal_matrix(3, 5, {1, 0}, Purpose::initial_members);
const Observations seen{Vector::Zero(3), ObservationError::uncorrelated(Vector::Ones(3))};

TEST(BadInput, PredictedObservations) {
  Members broken = members;
  broken(1, 3) = std::nan("");
  expect_refused([&] { ensemble_space(broken, seen); }, "row 1 of member 3 is nan");
  expect_refused([&] { ensemble_space(Members(3, 0), seen); }, "0 members");
  expect_refused([&] { ensemble_space(members.leftCols(1), seen); }, "1 members");
  expect_refused([&] { ensemble_space(members.topRows(2), seen); }, "2 rows predicted");
  Observations infinite = seen;
  infinite.values[2] = INFINITY;
  expect_refused([&] { ensemble_space(members, infinite); }, "observation 2 is inf");
  Observations limited = seen;
  limited.limits = {Limit::at_most};
  expect_refused([&] { ensemble_space(members, limited); }, "1 limits for 3 values");
  const Observations correlated{Vector::Zero(2),
                                ObservationError::correlated(Matrix{{1., .5}, {.5, 1.}}),
                                {Limit::at_most, Limit::none}};
  expect_refused([&] { ensemble_space(members.topRows(2), correlated); }, "correlated");
  EXPECT_THROW(ObservationError::correlated(Matrix::Ones(3, 3)), SingularObservationError);
}

TEST(BadInput, SizesThatDiffer) {
  const auto space = ensemble_space(members, seen);
  const Members fewer = members.leftCols(4);
  const Matrix square = Matrix::Ones(3, 3);
  expect_refused([&] { analysed(fewer, etkf(space)); }, "5 x 5 for 4 members");
  expect_refused([&] { localised_serial_esrf(fewer, space, square, square, {}); }, "4 members");
  expect_refused([&] { rank_histogram_filter(fewer, space, {}); }, "4 and 5 members");
  expect_refused([&] { localised_denkf(members, space, {square, Matrix::Ones(2, 2)}); }, "2 x 2");
  expect_refused([&] { reweighted(Vector::Ones(4), space); }, "4 weights");
  expect_refused([&] { resampled({members, Vector::Ones(5)}, -1, {}); }, "bandwidth -1");
  expect_refused([&] { relaxed_to_prior_spread(members, fewer, .5); }, "3 x 4");
  expect_refused(
      [&] { rts_smoothed(std::vector<Members>{members}, std::vector<Members>{members}); },
      "1 analyses and 1 forecasts");
}

TEST(BadInput, OptionsOutOfRange) {
  const auto space = ensemble_space(members, seen);
  expect_refused([&] { enkf_n(space, 0); }, "certainty is 0");
  expect_refused([&] { inflated(members, 0); }, "factor is 0");
  const std::vector<Eigen::Index> kept{7};
  expect_refused([&] { inflated(members, 2, kept); }, "row 7");
  expect_refused([&] { rotated(members.leftCols(1), {}); }, "1 members");
  const auto model = [](const Members& m) { return WindowForecast{m, m}; };
  expect_refused([&] { iterative_smoother(members, seen, model, {.iterations = 0}, {}); },
                 "0 iterations");
  expect_refused(
      [&] {
        iterative_smoother(members, seen, model, {.multiple_data = true, .certainty = 1.}, {});
      },
      "finite-size prior");
}

TEST(BadInput, LocalDomains) {
  const auto refused = [&](const LocalDomain& domain, const std::string& words) {
    const std::vector<LocalDomain> domains{{{0}, {0}, {1.}}, domain};
    expect_refused([&] { LocalDomains(domains, 3, 3); }, words);
  };
  refused({{5}, {0}, {1.}}, "row 5 of 3 rows");
  refused({{0}, {0}, {1.}}, "row 0 is in two domains");
  refused({{1}, {0}, {2.}}, "a taper is 2");
  refused({{1}, {0}, {}}, "1 observations and 0 tapers");
  refused({{1}, {-1}, {1.}}, "observation -1 of 3");
  const LocalDomains few({{{0}, {0}, {1.}}}, 2, 1);
  const auto space = ensemble_space(members, seen);
  expect_refused([&] { letkf(members, space, few, Workers(1)); }, "2 rows and 1 observations");
}

// Nothing observed is no error: every analysis leaves the members as they are.
TEST(BadInput, NothingObservedChangesNothing) {
  Observations nothing = seen;
  nothing.values.setConstant(std::nan(""));
  const auto space = ensemble_space(members, nothing);
  const auto same = [&](const Members& after) {
    EXPECT_LT((after - members).cwiseAbs().maxCoeff(), 1e-14);
  };
  same(analysed(members, stochastic_enkf(space, {})));
  same(analysed(members, etkf(space)));
  same(analysed(members, denkf(space)));
  same(analysed(members, serial_esrf(space)));
  same(rank_histogram_filter(members, space, {}));
  const std::vector<LocalDomain> domains{{{0, 1, 2}, {0, 1, 2}, {1., 1., 1.}}};
  same(letkf(members, space, {domains, 3, 3}, Workers(1)));
}

}  // namespace
}  // namespace cytotwin
