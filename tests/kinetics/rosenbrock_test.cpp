#include "kinetics/rosenbrock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "core/random.h"
#include "tests/kinetics/model_writer.h"

namespace cytotwin {
namespace {

/// Cells of a network with their columns.
struct Cells {
  std::vector<std::vector<double>> states, varied;
  std::vector<double> constants;
  std::vector<float> last_step;

  Cells(const Network& network, std::size_t count) : last_step(count, 0.0f) {
    const Network::Start start = network.start(0, network.default_constants());
    constants = start.constants;
    for (const double value : start.states) states.emplace_back(count, value);
  }
  CellBatch batch() {
    CellBatch batch;
    batch.cells = last_step.size();
    for (auto& column : states) batch.states.emplace_back(column);
    batch.constants = constants;
    for (std::uint32_t v = 0; v < varied.size(); ++v) batch.varied.emplace_back(v, varied[v]);
    batch.last_step = last_step;
    return batch;
  }
};

Tolerances tolerances_of(const Network& network, double relative, double absolute) {
  return {relative, std::vector<double>(network.states(), absolute)};
}

/// y' = -2 t y^2 from 1: y = 1 / (1 + t^2). Depends on time and is not linear.
Model rational() {
  ModelWriter w;
  const Expression y = w.state("y", 1.0);
  w.rate(y, -2.0 * Expression::symbol(Model::time) * y * y);
  return w.model;
}

double error_of(int steps) {
  const Network network(rational());
  RosenbrockKinetics solver(network, tolerances_of(network, 1e6, 1e6));  // every step passes
  Cells cells(network, 1);
  const double h = 2.0 / steps;
  for (int n = 0; n < steps; ++n) {
    cells.last_step[0] = 1e6f;  // the whole window at once
    EXPECT_EQ(solver.advance(cells.batch(), n * h, h, Workers(1)).steps, 1u);
  }
  return std::abs(cells.states[0][0] - 1.0 / 5);
}

TEST(Rosenbrock, IsOfFourthOrder) {
  EXPECT_GT(std::log2(error_of(40) / error_of(80)), 3.8);
  EXPECT_LT(error_of(80), 1e-7);
}

TEST(Rosenbrock, KeepsItsTolerance) {
  const Network network(rational());
  double before = 1;
  for (const double tolerance : {1e-3, 1e-5, 1e-7}) {
    RosenbrockKinetics solver(network, tolerances_of(network, tolerance, tolerance));
    Cells cells(network, 1);
    solver.advance(cells.batch(), 0, 2, Workers(1));
    const double error = std::abs(cells.states[0][0] - 0.2);
    EXPECT_LT(error, 10 * tolerance);
    EXPECT_LT(error, before);
    before = error;
  }
}

// Values from the Test Set for IVP Solvers (problem ROBER), see network_test.cpp.
TEST(Rosenbrock, SolvesRobertsonsProblem) {
  const Network network(robertson());
  RosenbrockKinetics solver(network, tolerances_of(network, 1e-6, 1e-16));
  Cells cells(network, 3);
  const KineticsReport report = solver.advance(cells.batch(), 0, 1e11, Workers(1));
  for (const auto& failure : report.failures) ADD_FAILURE() << failure.what;
  EXPECT_NEAR(cells.states[0][2], 0.2083340149701255e-7, 1e-4 * 0.2e-7);
  EXPECT_NEAR(cells.states[1][2], 0.8333360770334713e-13, 1e-4 * 0.8e-13);
  EXPECT_NEAR(cells.states[0][0] + cells.states[1][0] + cells.states[2][0], 1, 1e-9);
}

/// Cells whose rates differ by some decades, so that they need steps of their own.
struct Differing {
  Network network;
  std::vector<double> rate;
  explicit Differing(std::size_t count) : network(model()) {
    for (std::size_t i = 0; i < count; ++i) {
      RandomStream random(5, i, 0, Purpose::placement);
      rate.push_back(std::pow(10, 4 * random.uniform() - 1));
    }
  }
  static Model model() {
    ModelWriter w;
    const Expression k = w.constant("k", 1.0), x = w.state("x", 0.3), y = w.state("y", 0.0);
    w.rate(x, k * (y - x * x));
    w.rate(y, x - k * y * Expression::of(Operation::exp, {x}));
    return w.model;
  }
  /// End states of the cells in `order`, put back into the order of ids.
  std::vector<std::vector<double>> run(const std::vector<std::size_t>& order, unsigned threads) {
    Cells cells(network, order.size());
    cells.varied.emplace_back();
    for (const std::size_t i : order) cells.varied[0].push_back(rate[i]);
    RosenbrockKinetics solver(network, tolerances_of(network, 1e-6, 1e-9));
    const Workers workers(threads);
    for (int window = 0; window < 3; ++window) {
      solver.advance(cells.batch(), window, 1, workers);
    }
    std::vector<std::vector<double>> ends(rate.size());
    for (std::size_t k = 0; k < order.size(); ++k) {
      ends[order[k]] = {cells.states[0][k], cells.states[1][k]};
    }
    return ends;
  }
};

TEST(Rosenbrock, ACellHasTheSameBitsInAnyCompanyOrderAndNumberOfThreads) {
  constexpr std::size_t count = 1000;
  Differing cells(count);
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto expected = cells.run(order, 1);
  EXPECT_EQ(cells.run(order, 2), expected);
  EXPECT_EQ(cells.run(order, 4), expected);
  std::reverse(order.begin(), order.end());
  EXPECT_EQ(cells.run(order, 2), expected);
  for (const std::size_t alone : {std::size_t{0}, std::size_t{17}, count - 1}) {
    EXPECT_EQ(cells.run({alone}, 1)[alone], expected[alone]);
  }
}

// x' = 1/x - 2 jumps over 0 to where no number is: the cell stays as it was, others go on.
TEST(Rosenbrock, ReportsACellThatCannotGoOn) {
  ModelWriter w;
  const Expression k = w.constant("k", 1.0), x = w.state("x", 1.0);
  w.rate(x, -k / Expression::of(Operation::sqrt, {x}));  // ends at t = 2 / (3 k)
  const Network network(w.model);
  RosenbrockKinetics solver(network, tolerances_of(network, 1e-6, 1e-9));
  Cells cells(network, 4);
  cells.varied = {{0.1, 0.1, 5.0, 0.1}};
  const KineticsReport report = solver.advance(cells.batch(), 0, 1, Workers(1));
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_EQ(report.failures[0].cell, 2u);
  EXPECT_NE(report.failures[0].what.find("at t = 0.13333"), std::string::npos)
      << report.failures[0].what;
  EXPECT_EQ(cells.states[0][2], 1);
  EXPECT_NEAR(cells.states[0][0], std::pow(1 - 0.15, 2.0 / 3), 1e-6);  // x^1.5 = 1 - 1.5 k t
}

TEST(Rosenbrock, NamesWrongSizes) {
  const Network network(rational());
  RosenbrockKinetics solver(network, tolerances_of(network, 1e-6, 1e-9));
  Cells cells(network, 2);
  CellBatch batch = cells.batch();
  batch.cells = 3;
  try {
    solver.advance(batch, 0, 1, Workers(1));
    FAIL() << "took 2 values for 3 cells";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "CellKinetics::advance: 2 values of a state, 3 wanted");
  }
}

}  // namespace
}  // namespace cytotwin
