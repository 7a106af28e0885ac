#include "twin/simulation/gompertz.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/random.h"

namespace cytotwin {
namespace {

struct Points {
  std::vector<double> time, radius;
};

Points sample(const Gompertz& curve, double first, double last, std::size_t count, double sd = 0,
              std::uint64_t seed = 1) {
  Points points;
  RandomStream random(seed, 0, 0, Purpose::placement);
  for (std::size_t i = 0; i < count; ++i) {
    const double t = first + (last - first) * static_cast<double>(i) / (count - 1.0);
    points.time.push_back(t);
    points.radius.push_back(curve.at(t) + sd * random.normal());
  }
  return points;
}

double rmse_of(const Gompertz& curve, const Points& points) {
  double squares = 0;
  for (std::size_t i = 0; i < points.time.size(); ++i) {
    squares += std::pow(curve.at(points.time[i]) - points.radius[i], 2);
  }
  return std::sqrt(squares / static_cast<double>(points.time.size()));
}

// Points on a curve: the fit is that curve, from fast to slow, seen early or late.
TEST(Gompertz, ExactPointsGiveTheirCurve) {
  for (const Gompertz truth : {Gompertz{350, 1.5, 0.2, 0},
                               {400, 0.8, 0.05, 0},
                               {180, 3.0, 1.0, 0},
                               {300, 30.0, 0.4, 0},
                               {1000, 2.0, 0.12, 0}}) {
    const Points points = sample(truth, 4, 21, 10);
    const GompertzFit fit = fit_gompertz(points.time, points.radius);
    EXPECT_NEAR(fit.curve.limit / truth.limit, 1, 1e-8) << truth.limit;
    EXPECT_EQ(fit.curve.origin, 4);
    EXPECT_NEAR(fit.curve.depth / (truth.depth * std::exp(-truth.rate * 4)), 1, 1e-8);
    EXPECT_NEAR(fit.curve.rate / truth.rate, 1, 1e-8) << truth.limit;
    EXPECT_LT(fit.rmse, 1e-8 * truth.limit);
  }
}

// The truth is one of the curves to choose from, so the best one is never worse.
TEST(Gompertz, NoisyPointsAreFittedAtLeastAsWellAsByTheTruth) {
  const Gompertz truth{360, 1.4, 0.18, 0};
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Points points = sample(truth, 4, 21, 12, 10, seed);
    const GompertzFit fit = fit_gompertz(points.time, points.radius);
    EXPECT_LE(fit.rmse, rmse_of(truth, points) * (1 + 1e-12)) << "seed " << seed;
    EXPECT_NEAR(fit.rmse, rmse_of(fit.curve, points), 1e-9);
  }
}

TEST(Gompertz, OddDataEndInFiniteNumbers) {
  const std::vector<double> time = {1, 2, 3, 4, 5};
  for (const std::vector<double>& radius :
       std::vector<std::vector<double>>{{100, 100, 100, 100, 100},
                                        {100, 110, 121, 133, 146},
                                        {150, 140, 130, 120, 110},
                                        {1, 1e6, 1, 1e6, 1},
                                        {1e-9, 2e-9, 3e-9, 3e-9, 3e-9}}) {
    const GompertzFit fit = fit_gompertz(time, radius);
    EXPECT_TRUE(std::isfinite(fit.rmse) && std::isfinite(fit.curve.at(3))) << radius[1];
  }
}

TEST(Gompertz, UnusablePointsAreNamed) {
  const auto message = [](std::vector<double> time, std::vector<double> radius) -> std::string {
    try {
      fit_gompertz(time, radius);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message({1, 2}, {1, 2, 3}), "fit_gompertz: 2 times, 3 radii");
  EXPECT_EQ(message({1, 2, 2}, {1, 2, 3}), "fit_gompertz: 2 different times, at least 3");
  EXPECT_EQ(message({1, 2, 3}, {1, 0, 3}), "fit_gompertz: point 1 is (2, 0); finite, radius > 0");
  EXPECT_NE(message({1, 2, 3}, {1, std::numeric_limits<double>::quiet_NaN(), 3}), "");
}

}  // namespace
}  // namespace cytotwin
