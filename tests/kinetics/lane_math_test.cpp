#include "kinetics/lane_math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "core/random.h"

namespace cytotwin {
namespace {

using One = double (*)(double);

/// Distance in units of the last place of the exact value, which long double has to 11 more bits.
double units_off(double value, long double exact) {
  int exponent = 0;
  std::frexp(static_cast<double>(exact), &exponent);
  const long double unit = std::ldexp(1.0L, std::max(exponent - 53, -1074));
  return static_cast<double>(std::fabs((static_cast<long double>(value) - exact) / unit));
}

/// The worst of many arguments from `draw`, whose exact results are normal numbers.
double worst(const std::function<double(double)>& draw, One f, long double (*exact)(long double)) {
  double most = 0;
  for (std::uint64_t i = 0; i < 200000; ++i) {
    RandomStream random(9, i, 0, Purpose::placement);
    const double x = draw(random.uniform());
    most = std::max(most, units_off(f(x), exact(x)));
  }
  return most;
}

TEST(LaneMath, ExpIsWithinOneUnit) {
  EXPECT_LT(worst([](double u) { return 1400 * u - 700; }, lane_math::exp, std::exp), 1);
  EXPECT_LT(worst([](double u) { return 2 * u - 1; }, lane_math::exp, std::exp), 1);
}

TEST(LaneMath, LnIsWithinOneUnit) {
  EXPECT_LT(worst([](double u) { return std::exp(1400 * u - 700); }, lane_math::ln, std::log), 1);
  EXPECT_LT(worst([](double u) { return 0.5 + u; }, lane_math::ln, std::log), 1);
  EXPECT_LT(worst([](double u) { return 1 + 1e-6 * (u - 0.5); }, lane_math::ln, std::log), 1);
}

TEST(LaneMath, TanhIsWithinOneUnitAndAHalf) {
  EXPECT_LT(worst([](double u) { return 44 * u - 22; }, lane_math::tanh, std::tanh), 1.5);
  EXPECT_LT(worst([](double u) { return 2 * u - 1; }, lane_math::tanh, std::tanh), 1.5);
  EXPECT_LT(worst([](double u) { return std::exp(-600 * u); }, lane_math::tanh, std::tanh), 1.5);
}

// The logarithm is known to 2^-60 of itself or so: what is off grows with the power's own.
TEST(LaneMath, PowersAreWithinOneUnitForSmallLogarithms) {
  double most = 0;
  for (std::uint64_t i = 0; i < 400000; ++i) {
    RandomStream random(10, i, 0, Purpose::placement);
    const double range = i % 2 == 0 ? 3 : 600;
    const double x = std::exp(range * (2 * random.uniform() - 1));
    const double power = (2 * random.uniform() - 1) * 690;
    const double y = power / std::max(std::fabs(std::log(x)), 0.01);
    const double off = units_off(lane_math::pow(x, y), std::pow(static_cast<long double>(x), y));
    most = std::max(most, off / (1 + std::fabs(y * std::log(x)) / 12));
  }
  EXPECT_LT(most, 1);
}

TEST(LaneMath, PowersOfFewFactorsAreWithinSevenUnits) {
  double most = 0;
  for (std::uint64_t i = 0; i < 100000; ++i) {
    RandomStream random(12, i, 0, Purpose::placement);
    const double x = std::exp(80 * (2 * random.uniform() - 1));
    const double y = static_cast<double>(i % 17) - 8;
    most =
        std::max(most, units_off(lane_math::pow(x, y), std::pow(static_cast<long double>(x), y)));
  }
  EXPECT_LT(most, 7);  // three roundings that are doubled up to twice, and the reciprocal's
}

void expect_alike(double value, double wanted, const std::string& what) {
  if (std::isnan(wanted)) {
    EXPECT_TRUE(std::isnan(value)) << what << " is " << value;
  } else if (wanted == 0 || std::isinf(wanted)) {
    EXPECT_EQ(value, wanted) << what;
  } else {
    EXPECT_NEAR(value / wanted, 1, 1e-15) << what;
  }
}

// Against the C library, at all that is special.
TEST(LaneMath, GivesWhatTheCLibraryGivesAtTheEnds) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  const std::vector<double> special = {
      0.0,       -0.0,   1,          -1,           2,      -2,     3,
      -3,        0.5,    -0.5,       1.5,          1e-300, 1e300,  1e308,
      -1e300,    inf,    -inf,       std::nan(""), 1e16,   -1e16,  4503599627370497.0,
      709.7,     710,    -745,       -746,         1e-310, 5e-324, 1 + 1e-15,
      1 - 1e-16, 0x1p53, 0x1p52 + 1, -7,           1024,   -1022};
  for (const double x : special) {
    if (x > -700 || x < -746)
      expect_alike(lane_math::exp(x), std::exp(x), "exp " + std::to_string(x));
    expect_alike(lane_math::ln(x), std::log(x), "ln " + std::to_string(x));
    expect_alike(lane_math::tanh(x), std::tanh(x), "tanh " + std::to_string(x));
    for (const double y : special) {
      const double wanted = std::pow(x, y);
      if (wanted != 0 && std::fabs(wanted) < 1e-300) continue;  // rounded twice
      expect_alike(lane_math::pow(x, y), wanted,
                   "pow " + std::to_string(x) + " " + std::to_string(y));
    }
  }
}

TEST(LaneMath, PowersAreAlikeInMixedCompany) {
  const double x[4] = {0.3, 0.3, 1.7, -2}, y[4] = {2, 2.5, -3, 3};
  double together[4];
  lane_math::pow<4>(x, y, together);
  for (std::size_t l = 0; l < 4; ++l) EXPECT_EQ(together[l], lane_math::pow(x[l], y[l]));
}

}  // namespace
}  // namespace cytotwin
