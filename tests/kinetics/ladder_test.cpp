#include "kinetics/ladder.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/kinetics/cells.h"
#include "tests/kinetics/model_writer.h"

namespace cytotwin {
namespace {

/// x' = -k (x - cos t): x falls on cos t within 1 / k.
Model relaxation() {
  ModelWriter w;
  const Expression k = w.constant("k", 1.0), x = w.state("x", 2.0);
  w.rate(x, -k * (x - Expression::of(Operation::cos, {Expression::symbol(Model::time)})));
  return w.model;
}

/// One slow cell and one whose first step is far too long.
struct Two {
  Network network{relaxation()};
  Cells cells{network, 2};
  Two() {
    cells.varied = {{1.0, 1e6}};
    cells.last_step = {0.1f, 1.0f};
  }
  KineticsReport run(double relative, std::uint32_t most_steps) {
    LadderKinetics ladder(network, tolerances_of(network, relative, relative), most_steps);
    return ladder.advance(cells.batch(), 0, 1, Workers(1));
  }
};

// x' = 1e4 x (1 - x) grows within a thousandth of the window, its first step is a whole one: it is
// refused a few times before one passes, a shorter one more seldom, so that with some limit that
// alone stays below it.
TEST(Ladder, RescuesByAShorterFirstStep) {
  ModelWriter w;
  const Expression x = w.state("x", 1e-3);
  w.rate(x, 1e4 * x * (1.0 - x));
  const Network network(w.model);
  for (std::uint32_t most_steps = 5; most_steps < 300; ++most_steps) {
    LadderKinetics ladder(network, tolerances_of(network, 1e-4, 1e-6), most_steps);
    Cells cells(network, 1);
    cells.last_step = {1};
    const KineticsReport report = ladder.advance(cells.batch(), 0, 1, Workers(1));
    if (report.rescued.by_small_step == 0) continue;
    EXPECT_TRUE(report.failures.empty());
    EXPECT_EQ(report.rescued.by_cvode + report.rescued.by_tight_cvode, 0u);
    EXPECT_NEAR(cells.states[0][0], 1, 1e-3);
    return;
  }
  FAIL() << "no limit at which the shorter step helped";
}

// At tight tolerances a method of order 5 needs fewer steps than one of order 4, so that with some
// limit it alone stays below it.
TEST(Ladder, RescuesByCvode) {
  for (std::uint32_t most_steps = 100; most_steps < 20000; most_steps += 100) {
    Two two;
    const KineticsReport report = two.run(1e-11, most_steps);
    if (!report.failures.empty() || report.rescued.by_cvode == 0) continue;
    EXPECT_EQ(report.rescued.by_small_step + report.rescued.by_tight_cvode, 0u);
    EXPECT_NEAR(two.cells.states[0][0], (std::sin(1) + std::cos(1)) / 2 + 1.5 * std::exp(-1), 1e-9);
    EXPECT_NEAR(two.cells.states[0][1], std::cos(1) + 1e-6 * std::sin(1), 1e-9);
    return;
  }
  FAIL() << "no limit at which CVODE helped";
}

TEST(Ladder, TellsWhatTheFirstAndTheLastSolverSaid) {
  Two two;
  const KineticsReport report = two.run(1e-11, 20);
  ASSERT_EQ(report.failures.size(), 2u);
  EXPECT_NE(report.failures[0].what.find("no step of "), std::string::npos);
  EXPECT_NE(report.failures[0].what.find("; in the end CVODE needs more than 20 steps, at t = "),
            std::string::npos)
      << report.failures[0].what;
  EXPECT_EQ(two.cells.states[0], std::vector<double>({2, 2}));
}

}  // namespace
}  // namespace cytotwin
