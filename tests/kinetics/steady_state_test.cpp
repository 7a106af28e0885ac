#include "kinetics/steady_state.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/kinetics/model_writer.h"

namespace cytotwin {
namespace {

SteadyStateSearch search(const Model& model, const SteadyStateLimits& limits = {}) {
  const Network network(model);
  const Network::Start start = network.start(0, network.default_constants());
  return find_steady_state(network, fixed_sums(model), start.constants, start.states, limits);
}

TimeScales scales_at_start(const Model& model) {
  const Network network(model);
  const Network::Start start = network.start(0, network.default_constants());
  return time_scales(network, fixed_sums(model).size(), 0, start.constants, start.states);
}

/// A <-> B by one reaction, and E, which nothing changes.
Model isomers(double forward, double back) {
  ModelWriter w;
  const Expression a = w.state("A", 2.0), b = w.state("B", 1.0), e = w.state("E", 0.5);
  const Expression r = w.assigned("r", forward * a - back * b);
  w.rate(a, -r);
  w.rate(b, r);
  w.rate(e, 0.0);
  w.model.reactions.push_back({"r", r.symbol(), {{a.symbol(), -1.0}, {b.symbol(), 1.0}}});
  return w.model;
}

// 3 in all, in the ratio of the two constants: exact, so that round-off alone is left.
TEST(SteadyState, KeepsConservedSums) {
  const SteadyStateSearch found = search(isomers(0.2, 0.1));
  ASSERT_TRUE(found.found);
  EXPECT_NEAR(found.states[0], 1, 1e-13);
  EXPECT_NEAR(found.states[1], 2, 1e-13);
  EXPECT_EQ(found.states[2], 0.5);
}

TEST(SteadyState, FixedSumsAreThoseOfReactionsAndIdleStates) {
  const std::vector<FixedSum> sums = fixed_sums(isomers(1, 1));
  ASSERT_EQ(sums.size(), 2U);
  EXPECT_EQ(sums[0].terms, (std::vector<std::pair<std::uint32_t, double>>{{2, 1.0}}));
  EXPECT_EQ(sums[1].terms, (std::vector<std::pair<std::uint32_t, double>>{{0, 1.0}, {1, 1.0}}));
}

// x' = x (1 - x) from a seed: 0 is a steady state too, but not where this one goes.
TEST(SteadyState, IsTheOneWhereTheNetworkGoes) {
  ModelWriter w;
  const Expression x = w.state("x", 1e-5);
  w.rate(x, x * (1.0 - x));
  const SteadyStateSearch found = search(w.model);
  ASSERT_TRUE(found.found);
  EXPECT_NEAR(found.states[0], 1, 1e-13);
}

// Half a million times slower than the first look.
TEST(SteadyState, IsFoundWhereItIsFarAway) {
  ModelWriter w;
  const Expression x = w.state("x", 1.0);
  w.rate(x, 2e-6 * (5.0 - x));
  const SteadyStateSearch found = search(w.model, {1e8, 200000});
  ASSERT_TRUE(found.found);
  EXPECT_NEAR(found.states[0], 5, 1e-12);
  EXPECT_GT(found.time, 1e5);
}

TEST(SteadyState, OfWhatEmptiesIsEmpty) {
  ModelWriter w;
  const Expression a = w.state("a", 1.0);
  w.rate(a, -0.1 * a);
  const SteadyStateSearch found = search(w.model);
  ASSERT_TRUE(found.found);
  EXPECT_NEAR(found.states[0], 0, 1e-13);
}

TEST(SteadyState, IsNotFoundInAnOscillator) {
  ModelWriter w;  // Lotka 1920
  const Expression prey = w.state("prey", 1.0), predator = w.state("predator", 0.3);
  w.rate(prey, prey * (1.0 - predator));
  w.rate(predator, predator * (prey - 1.0));
  const SteadyStateSearch none = search(w.model, {1000, 200000});
  EXPECT_FALSE(none.found);
  EXPECT_FALSE(none.moving.empty());
  EXPECT_EQ(none.time, 1000);
}

TEST(SteadyState, IsNotFoundWhereRatesDependOnTime) {
  ModelWriter w;
  const Expression x = w.state("x", 1.0);
  w.rate(x, Expression::of(Operation::sin, {Expression::symbol(Model::time)}) - x);
  EXPECT_FALSE(search(w.model, {1000, 200000}).found);
}

TEST(SteadyState, SaysWhyTheSolverStopped) {
  ModelWriter w;
  const Expression x = w.state("x", 1.0);
  w.rate(x, -Expression::of(Operation::sqrt, {x - 0.5}));  // no number below 0.5
  const SteadyStateSearch none = search(w.model);
  EXPECT_FALSE(none.found);
  EXPECT_NE(none.obstacle.find("cannot go on"), std::string::npos) << none.obstacle;
}

// A sum that no reaction tells of: Newton has no inverse, integration comes to rest.
TEST(SteadyState, IsFoundWithAHiddenSum) {
  ModelWriter w;
  const Expression a = w.state("a", 2.0), b = w.state("b", 1.0);
  w.rate(a, 0.1 * b - 0.2 * a);
  w.rate(b, 0.2 * a - 0.1 * b);
  const SteadyStateSearch found = search(w.model);
  ASSERT_TRUE(found.found);
  EXPECT_NEAR(found.states[0], 1, 1e-8);  // as exact as the integration
  EXPECT_NEAR(found.states[1], 2, 1e-8);
}

// Triangular: the eigenvalues stand on the diagonal.
TEST(TimeScales, AreThoseOfTheJacobian) {
  ModelWriter w;
  const Expression a = w.state("a", 1.0), b = w.state("b", 1.0), c = w.state("c", 1.0);
  w.rate(a, -1000.0 * a);
  w.rate(b, a - 0.01 * b);
  w.rate(c, 0.5 * c + b);
  const TimeScales scales = scales_at_start(w.model);
  EXPECT_NEAR(scales.fastest, 1000, 1e-9);
  EXPECT_NEAR(scales.slowest, 0.01, 1e-11);  // round-off of the largest
  EXPECT_NEAR(scales.growth, 0.5, 1e-11);
  EXPECT_EQ(scales.zeros, 0U);
}

TEST(TimeScales, LeaveFixedSumsOut) {
  const TimeScales scales = scales_at_start(isomers(0.2, 0.1));
  EXPECT_NEAR(scales.slowest, 0.3, 1e-14);
  EXPECT_NEAR(scales.fastest, 0.3, 1e-14);
  EXPECT_EQ(scales.zeros, 2U);
}

TEST(TimeScales, SayWhereThereAreNoNumbers) {
  ModelWriter w;
  const Expression x = w.state("x", 0.0);
  w.rate(x, Expression::of(Operation::sqrt, {x}));
  EXPECT_FALSE(scales_at_start(w.model).known);
}

}  // namespace
}  // namespace cytotwin
