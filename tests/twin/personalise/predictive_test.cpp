#include "twin/personalise/predictive.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace cytotwin {
namespace {

double normal_density(double z) { return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi); }
double normal_cdf(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

// Gneiting and Raftery 2007, eq. 21: the score of one normal distribution.
TEST(Predictive, OneMemberScoresAsANormalDistribution) {
  for (const double value : {-1.0, 0.3, 4.0}) {
    const double sd = 2, z = (value - 1) / sd;
    const double exact = sd * (z * (2 * normal_cdf(z) - 1) + 2 * normal_density(z) -
                               1 / std::sqrt(std::numbers::pi));
    EXPECT_NEAR(predictive_crps({{1}, sd}, value), exact, 1e-14);
  }
  EXPECT_DOUBLE_EQ(predictive_crps({{1}, 0}, 3.5), 2.5);
}

// Integral of (F - step)^2 by the trapezoidal rule, whose error falls with the square of the step.
TEST(Predictive, MixturesScoreAsTheIntegralSays) {
  const Predictive mixture{{0, 1, 5}, 0.7};
  const double value = 1.5, step = 1e-4;
  double integral = 0;
  for (double x = -8; x < 14; x += step) {
    const double f = predictive_cdf(mixture, x) - (x >= value ? 1 : 0);
    integral += f * f * step;
  }
  EXPECT_NEAR(predictive_crps(mixture, value), integral, 2e-4);
}

TEST(Predictive, QuantilesInvertTheDistribution) {
  const Predictive mixture{{0, 1, 5}, 0.7};
  for (const double share : {0.05, 0.5, 0.95})
    EXPECT_NEAR(predictive_cdf(mixture, predictive_quantile(mixture, share)), share, 1e-9);
  EXPECT_NEAR(predictive_quantile({{2}, 1}, 0.95), 2 + 1.6448536269514722, 1e-8);
}

TEST(PointScores, LeaveOutWhatIsCensored) {
  ObservedPoint seen{0, 0, 0, 1, 2.0, 1.0, false}, hidden = seen, outside = seen;
  hidden.censored = true;
  outside.value = 12;
  const PointScores scores = score({seen, hidden, outside}, {{2}, {2}, {2}});
  EXPECT_EQ(scores.points, 2u);
  EXPECT_DOUBLE_EQ(scores.coverage, 0.5);
  EXPECT_NEAR(scores.rmse, std::sqrt(50.0), 1e-8);
  EXPECT_NEAR(scores.pit[0], 0.5, 1e-12);
}

}  // namespace
}  // namespace cytotwin
