#include "twin/lesions/lesion_model.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cytotwin::lesions {
namespace {

const LesionParameters typical{0.04, 0.2, 4, 0.03, 0.1};

/// A small lesion without effect grows exponentially, d = exp(g t / 3), up to its limit of growth:
/// of 0.001 mm that is 1 - (0.001 / 250)^(3/4), 1 - 9e-5.
TEST(LesionModel, GrowthAlone) {
  const auto d = relative_diameters({0.06, 0, 4, 0.03, 0.5}, 0.001, 50);
  EXPECT_NEAR(d[50], std::exp(1.0), 4e-4);
}

/// Everything is sensitive, the effect is at once and for good: S = exp(-k t); the dead follow
/// D = k / (c - k) (exp(-k t) - exp(-c t)).
TEST(LesionModel, DeathAndClearance) {
  const double kill = 0.1;
  const auto d = relative_diameters({1e-12, kill, 1e-6, 0, 1e-12}, 30, 20, 64);
  const double live = std::exp(-kill * 20);
  const double dead = kill / (clearance - kill) * (live - std::exp(-clearance * 20));
  EXPECT_NEAR(d[20], std::cbrt(live + dead), 1e-4);
}

/// The share that the effect does not meet takes over.
TEST(LesionModel, RelapseOfTheResistant) {
  const auto d = relative_diameters({0.05, 0.5, 1, 0, 0.1}, 20, 100);
  EXPECT_LT(d[15], 0.75);
  EXPECT_GT(d[100], d[15]);
  EXPECT_NEAR(std::log(d[100] / d[90]) / 10, 0.05 / 3, 0.05 / 3 * 0.25);  // but for the limit
}

/// E' = (P - E) / delay by a central difference, P = exp(-escape t); its error is step^2.
TEST(LesionModel, EffectSolvesItsEquation) {
  const double step = 1e-4;
  for (const double week : {0.5, 4.0, 30.0}) {
    const double slope =
        (effect_at(typical, week + step) - effect_at(typical, week - step)) / (2 * step);
    const double drive = std::exp(-typical.escape * week);
    EXPECT_NEAR(slope, (drive - effect_at(typical, week)) / typical.delay, 1e-8);
  }
  EXPECT_EQ(effect_at(typical, 0), 0);
}

/// Equal rates are a removable singularity.
TEST(LesionModel, EffectOfEqualRates) {
  const LesionParameters at{0.04, 0.2, 4, 0.25, 0.1}, beside{0.04, 0.2, 4, 0.25 + 1e-6, 0.1};
  EXPECT_NEAR(effect_at(at, 5), effect_at(beside, 5), 1e-5);
}

double error_at_end(int steps) {
  const double fine = relative_diameters(typical, 40, 60, 256).back();
  return std::abs(relative_diameters(typical, 40, 60, steps).back() - fine);
}

/// Order 2: half the step, a quarter of the error. A weekly step is good to 0.2 %.
TEST(LesionModel, OrderOfTheSteps) {
  EXPECT_NEAR(error_at_end(4) / error_at_end(8), 4, 0.4);
  EXPECT_LT(error_at_end(1), 2e-3);
}

TEST(LesionModel, LargeLesionsGrowSlower) {
  EXPECT_NEAR(untreated_growth(typical, 1e-3), typical.growth / 3, 1e-5);
  EXPECT_NEAR(untreated_growth(typical, largest_mm), 0, 1e-15);
  EXPECT_NEAR(untreated_growth(typical, largest_mm / 16),
              typical.growth / 3 * (1 - std::pow(16, -0.75)), 1e-12);
}

TEST(LesionModel, Transformation) {
  const LesionParameters p = parameters_of({std::log(0.1), 0, std::log(5), std::log(0.2), 0});
  EXPECT_NEAR(p.growth, 0.1, 1e-15);
  EXPECT_EQ(p.kill, 1);
  EXPECT_NEAR(p.delay, 5, 1e-14);
  EXPECT_NEAR(p.escape, 0.2, 1e-15);
  EXPECT_EQ(p.resistant, 0.5);
}

}  // namespace
}  // namespace cytotwin::lesions
