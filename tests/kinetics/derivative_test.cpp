#include "kinetics/derivative.h"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

#include "tests/kinetics/expressions.h"

namespace cytotwin {
namespace {

using expressions::value_of;

Expression x() { return Expression::symbol(0); }

double slope_at(const Expression& expression, double at) {
  return value_of(Derivative(0)(expression), std::array{at});
}

// Closed forms of every operation that has a slope, at a place inside its domain.
TEST(Derivative, KnowsEveryFunction) {
  struct Case {
    Operation operation;
    double at, slope;
  };
  const double u = 0.3, v = 1.7;
  const std::array cases = {
      Case{Operation::negate, u, -1},
      Case{Operation::exp, u, std::exp(u)},
      Case{Operation::ln, u, 1 / u},
      Case{Operation::sqrt, u, 0.5 / std::sqrt(u)},
      Case{Operation::abs, -u, -1},
      Case{Operation::sin, u, std::cos(u)},
      Case{Operation::cos, u, -std::sin(u)},
      Case{Operation::tan, u, 1 / (std::cos(u) * std::cos(u))},
      Case{Operation::asin, u, 1 / std::sqrt(1 - u * u)},
      Case{Operation::acos, u, -1 / std::sqrt(1 - u * u)},
      Case{Operation::atan, u, 1 / (1 + u * u)},
      Case{Operation::sinh, u, std::cosh(u)},
      Case{Operation::cosh, u, std::sinh(u)},
      Case{Operation::tanh, u, 1 / (std::cosh(u) * std::cosh(u))},
      Case{Operation::asinh, u, 1 / std::sqrt(1 + u * u)},
      Case{Operation::acosh, v, 1 / std::sqrt(v * v - 1)},
      Case{Operation::atanh, u, 1 / (1 - u * u)},
      Case{Operation::floor, v, 0},
      Case{Operation::ceil, v, 0},
      Case{Operation::truncate, v, 0},
      Case{Operation::no, v, 0},
  };
  for (const Case& c : cases) {
    EXPECT_NEAR(slope_at(Expression::of(c.operation, {x()}), c.at), c.slope, 1e-14)
        << "operation " << static_cast<int>(c.operation);
  }
}

TEST(Derivative, KnowsPowersOfBothKinds) {
  EXPECT_NEAR(slope_at(power(x(), 2.0), 0.7), 1.4, 1e-15);
  EXPECT_NEAR(slope_at(power(x(), 2.5), 0.7), 2.5 * std::pow(0.7, 1.5), 1e-15);
  EXPECT_NEAR(slope_at(power(3.0, x()), 0.7), std::log(3) * std::pow(3, 0.7), 1e-14);
  EXPECT_NEAR(slope_at(power(x(), x()), 0.7), std::pow(0.7, 0.7) * (std::log(0.7) + 1), 1e-15);
  EXPECT_EQ(slope_at(power(0.0, x()), 0.7), 0);  // 0^v stays 0
  EXPECT_EQ(slope_at(power(x(), 2.0), 0), 0);
}

TEST(Derivative, FollowsTheBranchOfAChoice) {
  const Expression kink = choose(Expression::of(Operation::less, {x(), 1.0}), x() * x(), 3.0 * x());
  EXPECT_EQ(slope_at(kink, 0.5), 1);
  EXPECT_EQ(slope_at(kink, 2), 3);
  const Expression least = Expression::of(Operation::minimum, {x(), 2.0 * x()});
  EXPECT_EQ(slope_at(least, 0.5), 1);
  EXPECT_EQ(slope_at(least, -0.5), 2);
  const Expression rest = Expression::of(Operation::remainder, {x(), 0.4});
  EXPECT_EQ(slope_at(rest, 0.5), 1);
}

TEST(Derivative, IsTheNumberZeroExactlyWhereTheSymbolDoesNotOccur) {
  const Expression y = Expression::symbol(1);
  EXPECT_TRUE(Derivative(0)(Expression::of(Operation::exp, {y * y}) + 4.0).is_number(0));
  EXPECT_FALSE(Derivative(0)(x() * y).is_number(0));
}

// Against central differences of step 1e-5: their error is 1e-10 times the third derivative, and
// round-off 1e-11 of the value; 4,000 slopes.
TEST(Derivative, AgreesWithDifferencesOnRandomExpressions) {
  for (std::uint64_t n = 0; n < 2000; ++n) {
    RandomStream random(7, n, 0, Purpose::placement);
    const Expression f = expressions::random_smooth(random, 4, 2);
    for (std::uint32_t by = 0; by < 2; ++by) {
      std::array<double, 2> at = {random.uniform(), random.uniform()};
      const double slope = value_of(Derivative(by)(f), at);
      constexpr double h = 1e-5;
      const double middle = at[by];
      at[by] = middle + h;
      const double above = value_of(f, at);
      at[by] = middle - h;
      const double below = value_of(f, at);
      EXPECT_NEAR((above - below) / (2 * h), slope, 1e-5 * (1 + std::abs(slope))) << "case " << n;
    }
  }
}

TEST(Derivative, OfAFactorialIsRefused) {
  EXPECT_THROW(Derivative(0)(Expression::of(Operation::factorial, {x()})), std::invalid_argument);
  EXPECT_TRUE(Derivative(0)(Expression::of(Operation::factorial, {Expression(3.0)})).is_number(0));
}

}  // namespace
}  // namespace cytotwin
