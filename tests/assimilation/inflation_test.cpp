#include "assimilation/inflation/inflation.h"

#include <gtest/gtest.h>

#include "linear_gaussian.h"

namespace cytotwin {
namespace {

const GaussianState state{Vector{{1., -2.}}, Matrix{{2., .3}, {.3, .5}}};

TEST(Inflation, ScalesAnomaliesAndLeavesRowsAlone) {
  const Members before = exact_members(state, 15, {1, 0});
  const std::vector<Eigen::Index> kept{1};
  const Members after = inflated(before, 1.5, kept);
  EXPECT_LT((member_mean(after) - state.mean).cwiseAbs().maxCoeff(), 1e-14);
  const Matrix covariance = member_covariance(after, after);
  EXPECT_NEAR(covariance(0, 0), 2.25 * 2, 1e-13);
  EXPECT_NEAR(covariance(0, 1), 1.5 * .3, 1e-13);
  EXPECT_EQ((after.row(1) - before.row(1)).cwiseAbs().maxCoeff(), 0);
}

TEST(Inflation, RelaxesToThePriorsSpread) {
  const Members forecast = exact_members(state, 15, {1, 0});
  const Members analysis = inflated(forecast, 0.4);
  for (const double share : {0., .5, 1.}) {
    const Members relaxed = relaxed_to_prior_spread(analysis, forecast, share);
    const double wanted = (1 - share) * 0.4 + share;  // of the forecast's standard deviation
    EXPECT_NEAR(std::sqrt(member_covariance(relaxed, relaxed)(0, 0)), wanted * std::sqrt(2.),
                1e-13);
  }
}

// Innovations drawn with a variance of 4 S S^T + 1: the belief must come to 4. Its own mode moves
// by about deviation^2 times the slope of one likelihood, so with a narrow belief it stays close.
TEST(AdaptiveInflation, LearnsHowMuchSpreadIsMissing) {
  const Members ensemble =
      exact_members({Vector::Zero(20), 3 * Matrix::Identity(20, 20)}, 40, {2, 0});
  AdaptiveInflation belief;
  belief.deviation = 0.1;
  double mean = 0;
  for (std::uint32_t cycle = 0; cycle < 400; ++cycle) {
    const Vector d =
        std::sqrt(4 * 3 + 1.) * normal_matrix(20, 1, {3, cycle}, Purpose::synthetic_observation);
    belief = updated(
        belief, ensemble_space(ensemble, {d, ObservationError::uncorrelated(Vector::Ones(20))}));
    if (cycle >= 200) mean += belief.mean / 200;
  }
  EXPECT_NEAR(mean, 4, .4);  // 4000 innovations: 2 sqrt(2/4000) of 13/3, and the belief's own width
}

TEST(AdaptiveInflation, NeverDeflates) {
  const Members ensemble = exact_members({Vector::Zero(2), Matrix::Identity(2, 2)}, 10, {2, 0});
  const Observations seen{Vector::Zero(2), ObservationError::uncorrelated(Vector::Ones(2))};
  EXPECT_EQ(updated(AdaptiveInflation{}, ensemble_space(ensemble, seen)).mean, 1);
}

}  // namespace
}  // namespace cytotwin
