#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

#include "kinetics/infix.h"
#include "tests/kinetics/expressions.h"

namespace cytotwin {
namespace {

const std::vector<std::string> names = {"x", "y", "k_on"};

FormulaNames known() {
  return {[](const std::string& name) {
            for (std::uint32_t i = 0; i < names.size(); ++i) {
              if (names[i] == name) return Expression::symbol(i);
            }
            throw std::invalid_argument("unknown name \"" + name + "\"");
          },
          {}};
}

double value_of(const std::string& text) {
  return expressions::value_of(parse_formula(text, known()), std::array{2.0, 3.0, 5.0});
}

TEST(Formula, BindsAsPeopleReadIt) {
  const std::pair<const char*, double> cases[] = {
      {"1 + 2 * x", 5},
      {"-x^2", -4},
      {"2^-1", 0.5},
      {"2^3^2", 512},
      {"(-x)^2", 4},
      {"x - y - 1", -2},
      {"x / y / 2", 2.0 / 3 / 2},
      {"k_on*x-1e-3", 9.999},
      {"1 < x < y", 1},
      {"1 < x && y < x || x == 2", 1},
      {"!(x > y) + 1", 2},
      {"if(x >= 2, y, 7)", 3},
      {"min(x, y, 1) + max(x, y)", 4},
      {"hill(x, y, 2)", 4.0 / 13},
      {"log10(1000) + ln(exp(1)) + sqrt(16) + abs(-1)", 9},
      {"rem(-7, 3) + floor(2.7) + ceil(2.1) + trunc(-2.7)", -1 + 2 + 3 - 2},
      {"pow(x, y) + factorial(4)", 32},
      {"+x + .5", 2.5},
  };
  for (const auto& [text, expected] : cases) EXPECT_NEAR(value_of(text), expected, 1e-14) << text;
}

TEST(Formula, SaysWhatIsWrongAndWhere) {
  struct Case {
    const char *text, *message;
    std::size_t offset;
  };
  const Case cases[] = {
      {"", "a value is missing at the end", 0},
      {"1 +", "a value is missing at the end", 3},
      {"x * )", "a value expected before \")\"", 4},
      {"(x", "\")\" is missing at the end", 2},
      {"x y", "unexpected \"y\"", 2},
      {"2 * z", "unknown name \"z\"", 4},
      {"f(x)", "unknown function \"f\"", 0},
      {"1 + hill(x, y)", "hill() takes 3 arguments, not 2", 4},
      {"exp()", "exp() takes 1 argument, not 0", 0},
      {"min()", "min() of nothing", 0},
      {"rate_of(x + 1)", "rate_of() takes a name", 0},
      {"x = 1", "unexpected \"=\"", 2},
  };
  for (const Case& c : cases) {
    try {
      parse_formula(c.text, known());
      FAIL() << "took " << c.text;
    } catch (const FormulaError& error) {
      EXPECT_STREQ(error.what(), c.message) << c.text;
      EXPECT_EQ(error.offset(), c.offset) << c.text;
    }
  }
}

TEST(Formula, WritesFewBrackets) {
  for (const char* text :
       {"x - (y - 1)", "-x^2", "(x + y) * k_on", "x^y^2", "(x^y)^2", "x / (y * 2)",
        "if(x < y && !(x == 2), x, -y)", "2 * -x", "exp(-k_on * x)"}) {
    EXPECT_EQ(to_formula(parse_formula(text, known()), names), text);
  }
}

TEST(Formula, ReadsBackWhatItWrites) {
  for (std::uint64_t n = 0; n < 500; ++n) {
    RandomStream random(9, n, 0, Purpose::placement);
    const Expression expression = expressions::random_smooth(random, 5, 3);
    const std::string text = to_formula(expression, names);
    const std::array at = {random.uniform(), random.uniform(), random.uniform()};
    // the same operations in the same order: the same bits
    EXPECT_EQ(expressions::value_of(parse_formula(text, known()), at),
              expressions::value_of(expression, at))
        << text;
  }
}

TEST(Formula, WritesExclusiveOrAsDifferenceOfTruths) {
  const Expression x = Expression::symbol(0), y = Expression::symbol(1);
  const Expression either = Expression::of(Operation::one_of, {x, y});
  const std::string text = to_formula(either, names);
  for (const double a : {0.0, 1.0, 2.0}) {
    for (const double b : {0.0, 1.0, 2.0}) {
      EXPECT_EQ(expressions::value_of(parse_formula(text, known()), std::array{a, b}),
                (a != 0) != (b != 0))
          << text << " " << a << " " << b;
    }
  }
}

}  // namespace
}  // namespace cytotwin
