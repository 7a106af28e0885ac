#include <gtest/gtest.h>

#include <functional>
#include <numeric>

#include "assimilation/filters/enkf.h"
#include "assimilation/filters/enkf_n.h"
#include "assimilation/filters/rotation.h"
#include "assimilation/localisation/letkf.h"
#include "assimilation/smoothers/ensemble_smoother.h"
#include "assimilation/smoothers/iterative_smoother.h"
#include "linear_gaussian.h"

namespace cytotwin {
namespace {

// Members with exact moments and a perfect linear model make square root filters exact; what is
// left is round-off of matrices of order 20 over ten cycles.
constexpr double exact = 1e-10;
constexpr Eigen::Index members = 20;
using Transform = std::function<Matrix(const EnsembleSpace&)>;

void expect_same(const Members& ensemble, const GaussianState& state) {
  EXPECT_LT((member_mean(ensemble) - state.mean).cwiseAbs().maxCoeff(), exact);
  EXPECT_LT((member_covariance(ensemble, ensemble) - state.covariance).cwiseAbs().maxCoeff(),
            exact);
}

struct EnsembleRun {
  std::vector<Members> analyses, forecasts;
  Matrix all = Matrix::Identity(members, members);  // the product of the transforms
};

EnsembleRun ensemble_run(const LinearGaussian& model, const Transform& transform) {
  EnsembleRun run;
  run.analyses.push_back(exact_members(model.start, members, {1, 0}));
  for (int k = 1; k <= LinearGaussian::times; ++k) {
    run.forecasts.push_back(model.transition * run.analyses.back());
    const Members predicted = model.observe * run.forecasts.back();
    const Matrix x = transform(ensemble_space(predicted, model.observations(k)));
    run.analyses.push_back(analysed(run.forecasts.back(), x));
    run.all *= x;
  }
  return run;
}

class SquareRoot : public testing::TestWithParam<Transform> {};

TEST_P(SquareRoot, IsTheKalmanFilterAndSmoother) {
  const LinearGaussian model(false);
  const auto known = exact_run(model);
  const auto run = ensemble_run(model, GetParam());
  for (std::size_t k = 1; k < run.analyses.size(); ++k)
    expect_same(run.analyses[k], known.analyses[k]);
  // The same weights on the first members: a smoother whose lag is everything.
  const auto smoothed = rts_smoothed(known.analyses, known.forecasts, model.transition);
  expect_same(analysed(run.analyses[0], run.all), smoothed[0]);
}

TEST_P(SquareRoot, TakesObservationsOfAllTimesAtOnce) {
  const LinearGaussian model(false);
  const Members start = exact_members(model.start, members, {1, 0});
  Members state = start, predicted(2 * LinearGaussian::times, members);
  Vector values(2 * LinearGaussian::times), deviations(values.size());
  for (int k = 1; k <= LinearGaussian::times; ++k) {
    state = model.transition * state;
    predicted.middleRows(2 * (k - 1), 2) = model.observe * state;
    values.segment(2 * (k - 1), 2) = model.observations(k).values;
    deviations.segment(2 * (k - 1), 2) = model.error.standard_deviations();
  }
  const auto space =
      ensemble_space(predicted, {values, ObservationError::uncorrelated(deviations)});
  EXPECT_EQ(space.innovation.size(), 17);
  const auto known = exact_run(model);
  const Matrix x = GetParam()(space);
  expect_same(analysed(state, x), known.analyses.back());
  expect_same(analysed(start, x),
              rts_smoothed(known.analyses, known.forecasts, model.transition)[0]);
}

// A domain that sees everything, and a copy of each row to fill another group of domains.
Matrix transform_by_letkf(const EnsembleSpace& space) {
  const Matrix identity = Matrix::Identity(members, members);
  std::vector<LocalDomain> domains;
  for (Eigen::Index row = 0; row < members; ++row) {
    LocalDomain domain{{row}, space.components, std::vector<double>(space.components.size(), 1.0)};
    domains.push_back(domain);
  }
  return letkf(identity, space, {domains, members, 20}, Workers(1));
}

INSTANTIATE_TEST_SUITE_P(Filters, SquareRoot,
                         testing::Values(Transform(etkf), Transform(serial_esrf),
                                         Transform(transform_by_letkf)));

TEST(EnsembleSmoother, RauchTungStriebelEqualsTheExactOne) {
  const LinearGaussian model(false);
  const auto known = exact_run(model);
  const auto run = ensemble_run(model, etkf);
  const auto wanted = rts_smoothed(known.analyses, known.forecasts, model.transition);
  const auto smoothed = rts_smoothed(run.analyses, run.forecasts);
  for (std::size_t k = 0; k < wanted.size(); ++k) expect_same(smoothed[k], wanted[k]);
}

TEST(EnsembleSmoother, LagOfEverythingEqualsRauchTungStriebel) {
  const LinearGaussian model(false);
  const auto known = exact_run(model);
  const auto wanted = rts_smoothed(known.analyses, known.forecasts, model.transition);
  std::vector<Members> states{exact_members(model.start, members, {1, 0})};
  for (int k = 1; k <= LinearGaussian::times; ++k) {
    states.push_back(model.transition * states.back());
    const Members predicted = model.observe * states.back();
    smooth(states, etkf(ensemble_space(predicted, model.observations(k))));
  }
  for (std::size_t k = 0; k < wanted.size(); ++k) expect_same(states[k], wanted[k]);
}

TEST(IterativeSmoother, IsExactWhereTheModelIsLinear) {
  const LinearGaussian model(false);
  const auto known = exact_run(model);
  for (const bool multiple : {false, true}) {
    Members start = exact_members(model.start, members, {1, 0});
    for (int k = 1; k <= LinearGaussian::times; ++k) {
      const auto window = [&](const Members& at_start) {
        const Members end = model.transition * at_start;
        return WindowForecast{end, model.observe * end};
      };
      const auto analysis =
          iterative_smoother(start, model.observations(k), window,
                             {.iterations = 4, .tolerance = 0, .multiple_data = multiple}, {1, 0});
      expect_same(analysis.end, known.analyses[static_cast<std::size_t>(k)]);
      start = model.transition * analysis.start;
    }
  }
}

// Neither is exact: by how much is known for these data, and shows that the test can tell.
TEST(DeterministicEnkf, IsNotTheKalmanFilter) {
  const LinearGaussian model(false);
  const auto known = exact_run(model);
  const auto run = ensemble_run(model, denkf);
  EXPECT_GT((member_mean(run.analyses[10]) - known.analyses[10].mean).norm(), 1e-3);
  const auto perturbed = ensemble_run(model, [](const EnsembleSpace& space) {
    return stochastic_enkf(space, {1, 1});
  });
  EXPECT_GT((member_mean(perturbed.analyses[10]) - known.analyses[10].mean).norm(), 1e-3);
}

// One observation: half the gain leaves P (1 - K) + K^2 P/4 of a variance P.
TEST(DeterministicEnkf, KeepsTheKnownVariance) {
  const Members ensemble = exact_members({Vector::Zero(1), Matrix::Constant(1, 1, 2)}, 30, {3, 0});
  const Observations seen{Vector::Ones(1), ObservationError::uncorrelated(Vector::Ones(1))};
  const Members after = analysed(ensemble, denkf(ensemble_space(ensemble, seen)));
  const double gain = 2. / 3;
  EXPECT_NEAR(member_mean(after)[0], gain, 1e-13);
  EXPECT_NEAR(member_covariance(after, after)(0, 0), 2 * (1 - gain) + gain * gain * 2 / 4, 1e-13);
}

// A prior so certain of the sample's spread that it is one, and a flat one that the data decide.
TEST(FiniteSizeFilter, LimitsAreTheEtkfAndTheBestInflation) {
  const Members ensemble = exact_members({Vector::Zero(1), Matrix::Ones(1, 1)}, 10, {3, 0});
  const Observations seen{Vector::Constant(1, 4.), ObservationError::uncorrelated(Vector::Ones(1))};
  const auto space = ensemble_space(ensemble, seen);
  const auto certain = enkf_n(space, 1e8);
  // The mode of the prior of z is e/c with the correction's power of it.
  const double share = (9 + .5) / 10, mode = 11. / 10 * 9 / 10;
  EXPECT_NEAR(certain.inflation, std::sqrt(mode / std::pow(mode, share)), 1e-6);
  // Without a prior, d^2/(z + 1) falls for ever: a weak one gives way to an innovation of 4.
  EXPECT_GT(enkf_n(space, 1e-3).inflation, 3);
  EXPECT_NEAR(enkf_n(space, 1e-3).transform.colwise().sum().maxCoeff(), 1, 1e-12);
}

TEST(Rotation, KeepsMeanAndCovariance) {
  const LinearGaussian model(false);
  const Members before = exact_members(model.start, members, {1, 0});
  const Members after = rotated(before, {5, 3});
  expect_same(after, model.start);
  EXPECT_GT((after - before).norm(), 1);
}

// Haar: E[Q] = 0 and E[Q_ij^2] = 1/(N - 1) in an orthonormal basis; here for N = 4, by the trace
// <A, A Q> and its square, whose variances are known to be 1 and 2 up to the order of the group.
TEST(Rotation, IsUniform) {
  const Members before = exact_members({Vector::Zero(3), Matrix::Identity(3, 3)}, 4, {1, 0});
  constexpr int draws = 4000;
  double sum = 0, squares = 0;
  Matrix entries = Matrix::Zero(3, 3);
  for (std::uint32_t k = 0; k < draws; ++k) {
    const Matrix q = rotated(before, {9, k}) * before.transpose() / 3;
    sum += q.trace();
    squares += q.trace() * q.trace();
    entries += q.cwiseAbs2();
  }
  const double four = 4 / std::sqrt(double{draws});  // standard deviations of a mean
  EXPECT_NEAR(sum / draws, 0, four);
  EXPECT_NEAR(squares / draws, 1, four * std::sqrt(3.));  // E tr^4 = 3 at most for O(3)
  // Var Q_ij^2 = 3/15 - 1/9 in three dimensions
  EXPECT_LT((entries / draws - Matrix::Constant(3, 3, 1. / 3)).cwiseAbs().maxCoeff(),
            four * std::sqrt(3. / 15 - 1. / 9));
}

}  // namespace
}  // namespace cytotwin
