#include "kinetics/network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "kinetics/kinetics_error.h"
#include "kinetics/simulate.h"
#include "tests/kinetics/model_writer.h"

namespace cytotwin {
namespace {

SimulationPlan plan_of(const Network& network, std::vector<double> times, double relative,
                       double absolute) {
  SimulationPlan plan;
  plan.output_times = std::move(times);
  plan.tolerances = {relative, std::vector<double>(network.states(), absolute)};
  plan.constants = network.default_constants();
  return plan;
}

// a' = -k a, b' = k a: a = exp(-k t), a + b = 1.
TEST(Network, DecaysAsTheClosedForm) {
  ModelWriter w;
  const Expression k = w.constant("k", 0.7), a = w.state("a", 1.0), b = w.state("b", 0.0);
  const Expression flux = w.assigned("flux", k * a);
  w.assigned("sum", a + b);
  w.rate(a, -flux);
  w.rate(b, flux);
  const Network network(w.model);
  const Trajectory t = simulate(network, plan_of(network, {0, 1, 2, 5}, 1e-10, 1e-12));
  EXPECT_EQ(network.quantity_names(),
            (std::vector<std::string>{"time", "k", "a", "b", "flux", "sum"}));
  for (const std::vector<double>& row : t.values) {
    // CVODE's global error, some 100 times its local tolerance
    EXPECT_NEAR(row[2], std::exp(-0.7 * row[0]), 1e-8);
    EXPECT_NEAR(row[4], 0.7 * row[2], 1e-15);
    EXPECT_NEAR(row[5], 1, 1e-14);
  }
}

// Values at 1e11 from the Test Set for IVP Solvers (Mazzia and Magherini 2008, problem ROBER);
// 1e-6 is 100 times the local tolerance.
TEST(Network, SolvesRobertsonsProblem) {
  const Network network(robertson());
  const Trajectory t = simulate(network, plan_of(network, {0, 1e11}, 1e-8, 1e-18));
  EXPECT_NEAR(t.values[1][1], 0.2083340149701255e-7, 1e-6 * 0.2e-7);
  EXPECT_NEAR(t.values[1][2], 0.8333360770334713e-13, 1e-6 * 0.8e-13);
  EXPECT_NEAR(t.values[1][3], 0.9999999791665050, 1e-6);
  EXPECT_EQ(network.pattern().row.size(),
            8u);  // c' does not depend on a or c; its diagonal is kept
}

TEST(Network, WorksOutInitialValuesInTheirOrder) {
  ModelWriter w;
  const Expression k = w.constant("k", 2.0), half = w.constant("half", 0.5 * k);
  const Expression total = w.assigned("total", half + 3.0);
  const Expression x = w.state("x", total * total);
  w.rate(x, 0.0);
  const Network network(w.model);
  EXPECT_EQ(network.start(0, std::vector<double>{2, NAN}).states, std::vector<double>{16});
  // a constant that is set carries what follows from it along
  const Network::Start start = network.start(0, std::vector<double>{4, NAN});
  EXPECT_EQ(start.constants, (std::vector<double>{4, 2}));
  EXPECT_EQ(start.states, std::vector<double>{25});
}

// d/dt of an assigned quantity: (x^2 + t)' = 2 x x' + 1 with x' = 3.
TEST(Network, KnowsRatesOfChange) {
  ModelWriter w;
  const Expression x = w.state("x", 2.0);
  w.rate(x, 3.0);
  const Expression y = w.assigned("y", x * x + Expression::symbol(Model::time));
  w.assigned("speed", Expression::of(Operation::rate_of, {y}));
  const Network network(w.model);
  const Trajectory t = simulate(network, plan_of(network, {0, 1}, 1e-10, 1e-10));
  EXPECT_NEAR(t.values[0][3], 13, 1e-12);
  EXPECT_NEAR(t.values[1][3], 31, 1e-7);
}

TEST(Network, LoopsAreNamed) {
  ModelWriter w;
  const Expression a = w.assigned("a", 0.0);
  const Expression b = w.assigned("b", a + 1.0);
  w.rate(a, b);
  try {
    const Network network(w.model);
    FAIL() << "took a loop";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "the value of \"a\" depends on itself");
  }
}

// x' = 1 - sqrt(x) from an empty pool, where sqrt has no slope. With u = sqrt(x):
// t = -2 u - 2 ln(1 - u).
TEST(Network, LeavesAnEmptyPoolWithoutASlope) {
  ModelWriter w;
  const Expression x = w.state("x", 0.0);
  w.rate(x, 1.0 - power(x, 0.5));
  const Network network(w.model);
  const auto row = simulate(network, plan_of(network, {0, 2}, 1e-10, 1e-12)).values[1];
  const double u = std::sqrt(row[1]);
  EXPECT_NEAR(-2 * u - 2 * std::log(1 - u), 2, 1e-6);
}

TEST(Network, ARateThatIsNoNumberIsReportedWithTimeAndState) {
  ModelWriter w;
  const Expression x = w.state("x", 1.0);
  w.rate(x, -Expression(1.0) / Expression::of(Operation::sqrt, {x}));  // reaches 0 at 2/3
  const Network network(w.model);
  try {
    simulate(network, plan_of(network, {0, 1}, 1e-6, 1e-9));
    FAIL() << "went through the end of the square root";
  } catch (const KineticsError& error) {
    EXPECT_NE(std::string(error.what()).find("CVODE cannot go on at t = 0.6666"), std::string::npos)
        << error.what();
    EXPECT_NE(std::string(error.what()).find("x = "), std::string::npos);
  }
}

TEST(CvodeSolver, DenseAndSparseAgree) {
  ModelWriter w;
  const Expression a = w.state("a", 1.0), b = w.state("b", 0.2);
  w.rate(a, b - a * a);
  w.rate(b, a - 3.0 * b);
  const Network network(w.model);
  const Network::Start start = network.start(0, {});
  std::vector<std::vector<double>> ends;
  for (const LinearAlgebra algebra : {LinearAlgebra::dense, LinearAlgebra::sparse}) {
    CvodeSolver solver(network, {1e-9, {1e-12, 1e-12}}, algebra);
    solver.start(0, {}, start.states);
    while (solver.step(5, 0) < 5) continue;
    ends.emplace_back(2);
    solver.states_at(5, ends.back());
  }
  EXPECT_NEAR(ends[0][0], ends[1][0], 1e-12);
  EXPECT_NEAR(ends[0][1], ends[1][1], 1e-12);
}

TEST(CvodeSolver, RefusesMissingTolerances) {
  ModelWriter w;
  w.rate(w.state("a", 1.0), 0.0);
  const Network network(w.model);
  EXPECT_THROW(CvodeSolver(network, {1e-6, {}}, LinearAlgebra::dense), std::invalid_argument);
  EXPECT_THROW(CvodeSolver(network, {0, {1e-6}}, LinearAlgebra::dense), std::invalid_argument);
}

}  // namespace
}  // namespace cytotwin
