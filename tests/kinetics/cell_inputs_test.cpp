// Inputs of windows: frozen, in steps at their bounds, on straight lines.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/kinetics/cells.h"
#include "tests/kinetics/model_writer.h"

namespace cytotwin {
namespace {

class Inputs : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(CellKinetics, Inputs, testing::ValuesIn(solver_names()),
                         [](const auto& name) { return name.param; });

/// y' = u^2 - y from 0.
Model squared_input() {
  ModelWriter w;
  const Expression u = w.constant("u", 0.0), y = w.state("y", 0.0);
  w.rate(y, u * u - y);
  return w.model;
}

// u = 2 t: u^2 = 4 t^2, y = 4 (t^2 - 2 t + 2 - 2 exp(-t)).
TEST_P(Inputs, OnAStraightLineAreSolvedToTheTolerance) {
  const Network network(squared_input());
  const auto solver = make_solver(GetParam(), network, tolerances_of(network, 1e-9, 1e-11));
  Cells cells(network, 3);
  for (int w = 0; w < 4; ++w) {
    const double from = 0.5 * w;
    cells.varied = {std::vector<double>(3, 2 * from)};
    cells.varied_end = {std::vector<double>(3, 2 * from + 1)};
    EXPECT_TRUE(solver->advance(cells.batch(), from, 0.5, Workers(1)).failures.empty());
  }
  // the same constant in the network's formula: 10 tolerances at the most, as for any network
  EXPECT_NEAR(cells.states[0][2], 4 * (2 - 2 * std::exp(-2.0)), 1e-7);
}

/// Error at t = 2 under u = sin 3t, given to the cells window by window.
double coupling_error(const std::string& name, int windows, bool linear) {
  const Network network(squared_input());
  const auto solver = make_solver(name, network, tolerances_of(network, 1e-10, 1e-12));
  Cells cells(network, 1);
  const double window = 2.0 / windows;
  for (int w = 0; w < windows; ++w) {
    cells.varied = {{std::sin(3 * w * window)}};
    if (linear) cells.varied_end = {{std::sin(3 * (w + 1) * window)}};
    solver->advance(cells.batch(), w * window, window, Workers(1));
  }
  // y' = (1 - cos 6t) / 2 - y
  const auto forced = [](double t) { return 0.5 - (std::cos(6 * t) + 6 * std::sin(6 * t)) / 74; };
  return std::abs(cells.states[0][0] - (forced(2) - forced(0) * std::exp(-2.0)));
}

// By halving the window. The next term of the error is of the next order, so that the ratio is off
// by a share of about the window.
TEST_P(Inputs, FrozenCoupleToFirstOrderAndOnLinesToSecond) {
  for (const bool linear : {false, true}) {
    const double order =
        std::log2(coupling_error(GetParam(), 40, linear) / coupling_error(GetParam(), 80, linear));
    EXPECT_NEAR(order, linear ? 2 : 1, 0.15) << (linear ? "linear" : "frozen");
  }
}

// A solver that has stepped over the bound has used inputs of the wrong window: y stays exactly 0
// up to the bound and is the exact answer to the step behind it.
TEST_P(Inputs, ThatStepAtABoundHaveNoEffectBeforeIt) {
  const Network network(squared_input());
  const auto solver = make_solver(GetParam(), network, tolerances_of(network, 1e-8, 1e-12));
  Cells cells(network, 1);
  cells.varied = {{0.0}};
  for (int w = 0; w < 5; ++w) solver->advance(cells.batch(), 6 * w, 6, Workers(1));
  EXPECT_EQ(cells.states[0][0], 0);
  cells.varied = {{1.0}};
  solver->advance(cells.batch(), 30, 0.25, Workers(1));
  EXPECT_NEAR(cells.states[0][0], 1 - std::exp(-0.25), 1e-7);
  cells.varied = {{0.0}};
  const double before = cells.states[0][0];
  solver->advance(cells.batch(), 30.25, 6, Workers(1));
  EXPECT_NEAR(cells.states[0][0], before * std::exp(-6.0), 1e-7);
}

}  // namespace
}  // namespace cytotwin
