#include "twin/lesions/growth_laws.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cytotwin::lesions {
namespace {

const std::vector<double> weeks = {0, 6, 12, 18, 24, 30};

/// Diameters of a volume that follows a law of the Bertalanffy family.
double family_diameter(double start, double end, double rate, double shape, double week) {
  if (shape == 0) return end * std::exp(std::log(start / end) * std::exp(-rate * week));
  const double u = 1 + (std::pow(start / end, 3 * shape) - 1) * std::exp(-rate * week);
  return end * std::pow(u, 1 / (3 * shape));
}

void expect_recovered(Law law, const std::function<double(double)>& truth, double tolerance) {
  std::vector<double> sizes;
  for (const double week : weeks) sizes.push_back(truth(week));
  const FittedLaw fitted = fit_law(law, weeks, sizes, 3);
  for (const double week : {3.0, 30.0, 40.0})
    EXPECT_NEAR(fitted.at(week), truth(week), tolerance * truth(week)) << name_of(law) << week;
}

/// Exact data are met, within the scans and 10 weeks beyond: the simplex stops at about 1e-4 of the
/// size where parameters trade against each other.
TEST(GrowthLaws, FindTheirOwnCurves) {
  expect_recovered(
      Law::exponential, [](double t) { return 20 * std::exp(0.01 * t); }, 1e-4);
  expect_recovered(
      Law::logistic, [](double t) { return family_diameter(20, 45, 0.1, -1, t); }, 2e-3);
  expect_recovered(
      Law::classic_bertalanffy, [](double t) { return family_diameter(20, 45, 0.08, 1.0 / 3, t); },
      2e-3);
  expect_recovered(
      Law::gompertz, [](double t) { return family_diameter(40, 25, 0.1, 0, t); }, 2e-3);
  expect_recovered(
      Law::general_bertalanffy, [](double t) { return family_diameter(20, 40, 0.1, -0.5, t); },
      1e-2);
  expect_recovered(
      Law::growth_decay, [](double t) { return 30 * std::cbrt(growth_decay_shape(0.1, 0.03, t)); },
      2e-3);
}

/// Each closed form solves its equation: a central difference of step e has an error of e^2.
TEST(GrowthLaws, SolveTheirEquations) {
  const double end = 2, rate = 0.1, step = 1e-4;
  for (const auto& [law, shape] : {std::pair(Law::logistic, -1.0), std::pair(Law::gompertz, 1e-9),
                                   std::pair(Law::classic_bertalanffy, 1.0 / 3)}) {
    const FittedLaw fitted{law, 1, {std::log(0.4), std::log(end), std::log(rate)}, 1};
    for (const double week : {1.0, 10.0}) {
      const double v = fitted.at(week);
      const double slope = (fitted.at(week + step) - fitted.at(week - step)) / (2 * step);
      EXPECT_NEAR(slope, rate * v * std::expm1(shape * std::log(end / v)) / shape, 1e-7)
          << name_of(law);
    }
  }
}

TEST(GrowthLaws, NothingStaysNothing) {
  const FittedLaw fitted = fit_law(Law::gompertz, weeks, std::vector<double>(6, 0.0), 3);
  EXPECT_EQ(fitted.at(50), 0);
}

/// Noise-free exponential growth of a volume, fitted as volumes and as diameters, is one curve.
TEST(GrowthLaws, VolumesAndDiameters) {
  std::vector<double> diameters, volumes;
  for (const double week : weeks) {
    diameters.push_back(std::exp(0.02 * week));
    volumes.push_back(std::pow(diameters.back(), 3));
  }
  const double d = fit_law(Law::exponential, weeks, diameters, 3).at(40);
  const double v = fit_law(Law::exponential, weeks, volumes, 1).at(40);
  EXPECT_NEAR(std::cbrt(v), d, 1e-3 * d);
}

}  // namespace
}  // namespace cytotwin::lesions
