#include "kinetics/tape.h"

#include <gtest/gtest.h>

#include <bit>
#include <stdexcept>

#include "tests/kinetics/expressions.h"

namespace cytotwin {
namespace {

std::vector<double> evaluated(const Tape& tape, const std::vector<double>& input,
                              std::size_t lanes) {
  std::vector<double> output(tape.outputs() * lanes);
  Tape::Workspace workspace(tape, lanes);
  tape.evaluate(input.data(), output.data(), workspace);
  return output;
}

// Registers are used again; a wrong life time would show as another value. Sums of products
// commute, so that equal ones are found: the order of a sum may differ, nothing else.
TEST(Tape, AgreesWithTheTreeOnRandomExpressions) {
  for (std::uint64_t n = 0; n < 500; ++n) {
    RandomStream random(3, n, 0, Purpose::placement);
    std::vector<Expression> outputs;
    for (int k = 0; k < 5; ++k) outputs.push_back(expressions::random_smooth(random, 5, 4));
    outputs.push_back(outputs[0] * outputs[1]);  // shares
    const Tape tape(outputs, 4);
    std::vector<double> at(4);
    for (double& value : at) value = random.uniform();
    const std::vector<double> result = evaluated(tape, at, 1);
    for (std::size_t k = 0; k < outputs.size(); ++k) {
      const double expected = expressions::value_of(outputs[k], at);
      EXPECT_NEAR(result[k], expected, 1e-13 * (1 + std::abs(expected))) << n << " " << k;
    }
  }
}

TEST(Tape, LanesHaveTheBytesOfOneLane) {
  RandomStream random(4, 0, 0, Purpose::placement);
  std::vector<Expression> outputs;
  for (int k = 0; k < 20; ++k) outputs.push_back(expressions::random_smooth(random, 6, 3));
  const Tape tape(outputs, 3);
  std::vector<double> wide(3 * tape_lanes);
  for (double& value : wide) value = random.uniform();
  const std::vector<double> together = evaluated(tape, wide, tape_lanes);
  for (std::size_t l = 0; l < tape_lanes; ++l) {
    const std::vector<double> own = {wide[l], wide[tape_lanes + l], wide[2 * tape_lanes + l]};
    const std::vector<double> alone = evaluated(tape, own, 1);
    for (std::size_t k = 0; k < outputs.size(); ++k) {
      EXPECT_EQ(std::bit_cast<std::uint64_t>(alone[k]),
                std::bit_cast<std::uint64_t>(together[k * tape_lanes + l]));
    }
  }
}

TEST(Tape, WorksOutWhatIsSharedOnce) {
  const Expression x = Expression::symbol(0), y = Expression::symbol(1);
  const std::vector<Expression> outputs = {x * y + 1.0, y * x + 2.0};  // one product, two sums
  EXPECT_EQ(Tape(outputs, 2).instructions(), 3);
}

TEST(Tape, PutsOutInputsAndNumbersAsTheyAre) {
  const std::vector<Expression> outputs = {Expression::symbol(1), 4.5, Expression::symbol(1)};
  EXPECT_EQ(evaluated(Tape(outputs, 2), {1, 2}, 1), (std::vector<double>{2, 4.5, 2}));
}

TEST(Tape, NamesASymbolThatIsNoInput) {
  const std::vector<Expression> outputs = {Expression::symbol(2)};
  try {
    const Tape tape(outputs, 2);
    FAIL() << "took symbol 2 of 2 inputs";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "Tape: symbol 2 is none of 2 inputs");
  }
}

}  // namespace
}  // namespace cytotwin
