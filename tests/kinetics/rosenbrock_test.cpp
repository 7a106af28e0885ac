#include "kinetics/rosenbrock.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "tests/kinetics/cells.h"
#include "tests/kinetics/model_writer.h"

namespace cytotwin {
namespace {

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
