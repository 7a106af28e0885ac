// What every solver of cells keeps, whatever its method.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>

#include "core/random.h"
#include "tests/kinetics/cells.h"
#include "tests/kinetics/model_writer.h"

namespace cytotwin {
namespace {

class EverySolver : public testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<CellKinetics> solver(const Network& network, double relative, double absolute,
                                       std::uint32_t most_steps = default_most_steps) const {
    return make_solver(GetParam(), network, tolerances_of(network, relative, absolute), most_steps);
  }
};
INSTANTIATE_TEST_SUITE_P(CellKinetics, EverySolver, testing::ValuesIn(solver_names()),
                         [](const auto& name) { return name.param; });

Expression unary(Operation operation, const Expression& x) {
  return Expression::of(operation, {x});
}

/// Cells whose rates differ by two decades, so that they need steps of their own; x is
/// refilled whenever it has come down to 0.25.
struct Differing {
  Network network;
  Cells cells;
  explicit Differing(std::size_t count) : network(model()), cells(network, count) {
    cells.varied.emplace_back();
    for (std::size_t i = 0; i < count; ++i) {
      RandomStream random(5, i, 0, Purpose::placement);
      cells.varied[0].push_back(std::pow(10, 2 * random.uniform() - 1));
    }
    cells.varied_end = cells.varied;
    for (double& value : cells.varied_end[0]) value *= 1.2;
  }
  static Model model() {
    ModelWriter w;
    const Expression k = w.constant("k", 1.0), x = w.state("x", 0.3), y = w.state("y", 0.0),
                     refills = w.state("refills", 0.0);
    w.rate(x, k * (y - x * x));
    w.rate(y, x - k * y * unary(Operation::exp, x));
    w.rate(refills, 0.0);
    Event refill;
    refill.id = "refill";
    refill.trigger = Expression::of(Operation::less_equal, {x, 0.25});
    refill.assignments = {{x.symbol(), x + 0.05, {}}, {refills.symbol(), refills + 1.0, {}}};
    w.model.events = {refill};
    return w.model;
  }
};

void run(CellKinetics& solver, Cells& cells, int windows, double window, unsigned threads = 1) {
  for (int w = 0; w < windows; ++w) {
    const KineticsReport report =
        solver.advance(cells.batch(), w * window, window, Workers(threads));
    for (const auto& failure : report.failures) ADD_FAILURE() << failure.what;
  }
}

// States, triggers and hints, over three windows with inputs on straight lines and events.
TEST_P(EverySolver, GivesACellTheSameBytesInAnyCompanyOrderAndNumberOfThreads) {
  constexpr std::size_t count = 300;
  const Differing differing(count);
  const auto method = solver(differing.network, 1e-6, 1e-9);
  Cells expected = differing.cells;
  run(*method, expected, 3, 1);
  EXPECT_GT(std::accumulate(expected.states[2].begin(), expected.states[2].end(), 0.0), count);
  for (const unsigned threads : {2u, 4u}) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (threads == 4) {
      for (std::size_t i = count; i > 1; --i) {
        RandomStream random(6, i, 0, Purpose::placement);
        std::swap(order[i - 1], order[static_cast<std::size_t>(random.uniform() * double(i))]);
      }
    }
    Cells cells = differing.cells.in_order(order);
    run(*method, cells, 3, 1, threads);
    const Cells wanted = expected.in_order(order);
    EXPECT_EQ(cells.states, wanted.states) << threads;
    EXPECT_EQ(cells.triggers, wanted.triggers) << threads;
    EXPECT_EQ(cells.last_step, wanted.last_step) << threads;
  }
  for (const std::size_t alone : {std::size_t{0}, std::size_t{17}, count - 1}) {
    Cells cells = differing.cells.in_order({alone});
    run(*method, cells, 3, 1);
    EXPECT_EQ(cells.states, expected.in_order({alone}).states);
  }
}

/// x' = law(k, x) from 1 in four cells, of which the third has another k.
struct Bad {
  Network network;
  Cells cells;
  Bad(const std::function<Expression(Expression, Expression)>& law, double usual, double bad)
      : network(model(law)), cells(network, 4) {
    cells.varied = {{usual, usual, bad, usual}};
  }
  static Model model(const std::function<Expression(Expression, Expression)>& law) {
    ModelWriter w;
    const Expression k = w.constant("k", 1.0), x = w.state("x", 1.0);
    w.rate(x, law(k, x));
    return w.model;
  }
  /// The one failure, which names all of `words`; that cell is as it was, the others are not.
  void expect_clean(CellKinetics& solver, const std::vector<std::string>& words) {
    const KineticsReport report = solver.advance(cells.batch(), 0, 1, Workers(1));
    ASSERT_EQ(report.failures.size(), 1u);
    EXPECT_EQ(report.failures[0].cell, 2u);
    for (const std::string& word : words) {
      EXPECT_NE(report.failures[0].what.find(word), std::string::npos) << report.failures[0].what;
    }
    EXPECT_EQ(cells.states[0][2], 1);
    EXPECT_EQ(cells.last_step[2], 0);
    for (const std::size_t other : {0, 1, 3}) {
      EXPECT_TRUE(std::isfinite(cells.states[0][other]));
      EXPECT_NE(cells.states[0][other], 1);
    }
  }
};

// x^1.5 = 1 - 1.5 k t: there is no x beyond t = 2 / (3 k).
TEST_P(EverySolver, NamesWhereACellCannotGoOn) {
  Bad bad([](Expression k, Expression x) { return -k / unary(Operation::sqrt, x); }, 0.1, 5);
  bad.expect_clean(*solver(bad.network, 1e-6, 1e-9), {"at t = 0.1333", "x = "});
  EXPECT_NEAR(bad.cells.states[0][0], std::pow(1 - 0.15, 2.0 / 3), 1e-5);
}

TEST_P(EverySolver, EndsARateThatIsNoNumberCleanly) {
  Bad bad([](Expression k, Expression x) { return unary(Operation::ln, k) * x; }, 0.5, -1);
  bad.expect_clean(*solver(bad.network, 1e-6, 1e-9), {"at t = 0", "x = 1"});
}

TEST_P(EverySolver, EndsADivisionByZeroCleanly) {
  Bad bad([](Expression k, Expression x) { return x / k; }, 2, 0);
  bad.expect_clean(*solver(bad.network, 1e-6, 1e-9), {"at t = 0", "x = 1"});
}

TEST_P(EverySolver, EndsACellThatTakesTooManyStepsCleanly) {
  Bad bad(
      [](Expression k, Expression x) {
        return unary(Operation::cos, k * Expression::symbol(Model::time)) + x;
      },
      1, 1e4);
  bad.expect_clean(*solver(bad.network, 1e-6, 1e-9, 300), {"at t = 0.0", "300", "x = "});
}

// An amount that something takes away at a fixed rate until nothing is left, and on: behind 0 waits
// the pole of x / (K + x).
TEST_P(EverySolver, DoesNotTakeAmountsBelowZero) {
  ModelWriter w;
  const Expression k = w.constant("k", 0.5), x = w.state("x", 1.0);
  w.rate(x, -k * (1.0 + x / (x + 0.1)));
  w.model.species = {{"x", x.symbol(), x.symbol()}};
  const Network network(w.model);
  Cells cells(network, 2);
  cells.varied = {{0.1, 2}};
  const auto method = solver(network, 1e-6, 1e-9);
  const KineticsReport report = method->advance(cells.batch(), 0, 1, Workers(1));
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_EQ(report.failures[0].cell, 1u);
  // dx/dt = -2 (2 x + 0.1) / (x + 0.1): empty at t = (1 + 0.05 ln 21) / 4
  EXPECT_NE(report.failures[0].what.find("at t = 0.28"), std::string::npos)
      << report.failures[0].what;
  EXPECT_EQ(cells.states[0][1], 1);
}

}  // namespace
}  // namespace cytotwin
