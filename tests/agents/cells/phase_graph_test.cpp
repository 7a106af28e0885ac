// Cycles that branch, die and divide in several places: growth, shares of phases and volumes
// against closed forms, and the simulated population against both.
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "agents/cells/division.h"
#include "tests/agents/cells/tissue.h"

namespace cytotwin {
namespace {

constexpr double hour = 60;

CyclePhase stochastic(const char* name, double rate, std::uint8_t next) {
  CyclePhase phase;
  phase.name = name;
  phase.exit_rate = rate;
  phase.next = next;
  return phase;
}

CyclePhase fixed(const char* name, double duration, std::uint8_t next) {
  CyclePhase phase = stochastic(name, 0, next);
  phase.stochastic = false;
  phase.duration = duration;
  return phase;
}

CyclePhase dividing(CyclePhase phase) {
  phase.divides = true;
  return phase;
}

CyclePhase branching(CyclePhase phase, std::vector<PhaseBranch> branches) {
  phase.branches = std::move(branches);
  return phase;
}

CyclePhase dying(CyclePhase phase) {
  phase.dies = true;
  return phase;
}

// Daughters rest for ever with probability q: P' = r (1 - 2 q) P, R' = 2 q r P, so s = r (1 - 2 q)
// and R / P = 2 q r / s.
TEST(PhaseGraph, RestingDaughtersSlowTheGrowth) {
  const double r = 0.05;
  for (const double q : {0.1, 0.3, 0.45}) {
    const CycleModel cycle{
        "stem", {branching(dividing(stochastic("p", r, 0)), {{1, q}}), stochastic("r", 0, 1)}};
    const double s = r * (1 - 2 * q);
    EXPECT_NEAR(euler_lotka_rate(cycle, 0.01), s - 0.01, 1e-15);
    const GrowingDistribution growing(cycle, 0.01);
    EXPECT_NEAR(growing.phase_fractions()[1], 2 * q * r / (s + 2 * q * r), 1e-9);
  }
}

// With q = 1/2 as many rest as divide, beyond it all come to rest.
TEST(PhaseGraph, BelowReplacementAllComeToRest) {
  for (const double q : {0.6, 1.0}) {
    const CycleModel cycle{
        "stem", {branching(dividing(stochastic("p", 0.05, 0)), {{1, q}}), stochastic("r", 0, 1)}};
    EXPECT_EQ(euler_lotka_rate(cycle, 0.01), -0.01);
    EXPECT_NEAR(GrowingDistribution(cycle, 0.01).phase_fractions()[1], 1, 1e-12);
  }
}

// A share p dies after T: s = r (2 (1 - p) - 1); D / P = 2 p r (1 - exp(-s T)) / s.
TEST(PhaseGraph, DyingDaughtersCount) {
  const double r = 0.05, p = 0.2, T = 90, s = r * (1 - 2 * p);
  const CycleModel cycle{
      "loss", {branching(dividing(stochastic("p", r, 0)), {{1, p}}), dying(fixed("d", T, 1))}};
  EXPECT_NEAR(euler_lotka_rate(cycle, 0), s, 1e-15);
  const double ratio = 2 * p * r * (1 - std::exp(-s * T)) / s;
  EXPECT_NEAR(GrowingDistribution(cycle, 0).phase_fractions()[1], ratio / (1 + ratio), 1e-9);
}

// Phases that divide once and die do not grow: of the loop alone, as if deaths were none, it would
// be ln 2 / 30.
TEST(PhaseGraph, ALineThatEndsDoesNotGrow) {
  const CycleModel cycle{"line", {dividing(fixed("a", 10, 1)), dying(fixed("b", 20, 0))}};
  EXPECT_EQ(euler_lotka_rate(cycle, 0.25), -0.25);
  const auto shares = GrowingDistribution(cycle, 0).phase_fractions();
  EXPECT_NEAR(shares[0], 10 / (10 + 2 * 20.0), 1e-9) << "mean times: two cells of the second";
}

// Two divisions a round: 4 exp(-s (T1 + T2)) = 1.
TEST(PhaseGraph, SeveralDivisionsARoundMultiply) {
  const CycleModel cycle{"twice", {dividing(fixed("a", 200, 1)), dividing(fixed("b", 100, 0))}};
  EXPECT_NEAR(euler_lotka_rate(cycle, 0), std::log(4.0) / 300, 1e-16);
}

// A branch to the phase that follows anyway changes nothing: the solver of graphs meets that of
// loops on every published cycle.
TEST(PhaseGraph, ABranchToTheNextPhaseChangesNothing) {
  for (const std::string& name : cycle_names()) {
    const CycleModel plain = cycle_by_name(name);
    CycleModel forked = plain;
    for (CyclePhase& phase : forked.phases) phase.branches = {{phase.next, 0.3}, {phase.next, 0.2}};
    const double rate = euler_lotka_rate(plain, 0);
    EXPECT_NEAR(euler_lotka_rate(forked, 0), rate, 1e-13 * rate) << name;
    const auto expected = GrowingDistribution(plain, 0).phase_fractions();
    const auto shares = GrowingDistribution(forked, 0).phase_fractions();
    for (std::size_t i = 0; i < shares.size(); ++i) EXPECT_NEAR(shares[i], expected[i], 1e-9);
    CycleModel sterile = forked;
    for (CyclePhase& phase : sterile.phases) phase.divides = false;
    EXPECT_EQ(euler_lotka_rate(sterile, 0), 0) << name;
  }
}

// Quiescence, senescence and a checkpoint that sends cells back.
CycleModel tissue_cycle() {
  CyclePhase synthesis = branching(fixed("s", 8 * hour, 2), {{0, 0.1}});
  synthesis.doubles_volume = true;
  return {"tissue",
          {stochastic("g1", 1 / (4 * hour), 1), synthesis,
           branching(dividing(fixed("m", 2 * hour, 0)), {{3, 0.15}, {4, 0.05}}),
           stochastic("g0", 1 / (12 * hour), 0), dying(fixed("senescent", 20 * hour, 4))}};
}

// The count of one tissue that starts from the stationary distribution grows as exp(lambda t), and
// its phases keep their shares. 12 independent tissues, within 3 standard errors (a correct engine
// passes with 98.8 % each).
TEST(PhaseGraph, SimulatedPopulationsMeetTheEquations) {
  CellType type;
  type.cycle = tissue_cycle();
  const double death = type.death.apoptosis.rate;
  const GrowingDistribution growing(type.cycle, death);
  const double warm_up = 120, end = 3600;
  std::vector<double> rates;
  std::vector<std::vector<double>> shares(5);
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    Tissue tissue(type, 700 + seed);
    tissue.grow_from(2000, death);
    tissue.advance_until(warm_up, 30);
    const auto before = static_cast<double>(tissue.count(CellState::live));
    tissue.advance_until(end, 30);
    const auto after = static_cast<double>(tissue.count(CellState::live));
    rates.push_back(std::log(after / before) / (end - warm_up));
    std::vector<double> phases(5, 0.0);
    for (std::size_t i = 0; i < tissue.population.size(); ++i) {
      if (tissue.population.state[i] == CellState::live) ++phases[tissue.population.phase[i]];
    }
    for (std::size_t p = 0; p < 5; ++p) shares[p].push_back(phases[p] / after);
  }
  const Estimate rate(rates);
  EXPECT_NEAR(rate.mean, growing.growth_rate(), 3 * rate.standard_error);
  EXPECT_LT(rate.standard_error, 0.015 * growing.growth_rate());
  for (std::size_t p = 0; p < 5; ++p) {
    const Estimate share(shares[p]);
    EXPECT_NEAR(share.mean, growing.phase_fractions()[p], 3 * share.standard_error) << p;
    EXPECT_LT(share.standard_error, 0.1 * share.mean) << p;
  }
}

// Daughters go their ways independently: 4,000 pairs, each combination 1/4. Chi-square of 4 bins, 3
// degrees of freedom, critical value at 0.1 %: 16.27.
TEST(PhaseGraph, DaughtersTakeTheirWaysIndependently) {
  CellType type;
  type.death.apoptosis.rate = 0;
  type.cycle = {"pair",
                {branching(dividing(fixed("m", 10, 1)), {{2, 0.5}}), stochastic("a", 0, 1),
                 stochastic("b", 0, 2)}};
  Tissue tissue(type, 5);
  for (int i = 0; i < 4000; ++i) tissue.population.add(type, 0, {});
  const PhenotypeEvents happened = tissue.advance(12);
  ASSERT_EQ(happened.divisions.size(), 4000U);
  double counts[4] = {};
  for (std::size_t i = 0; i < 4000; ++i)
    ++counts[2 * (tissue.population.phase[i] - 1) + tissue.population.phase[4000 + i] - 1];
  double chi_square = 0;
  for (const double count : counts) chi_square += (count - 1000) * (count - 1000) / 1000;
  EXPECT_LT(chi_square, 16.27);
}

// The way that a daughter takes decides whether her target doubles.
TEST(PhaseGraph, DaughtersOfTwoWaysHaveTheTargetsOfTheirPhases) {
  CellType type;
  CyclePhase growing = fixed("s", 10, 0);
  growing.doubles_volume = true;
  type.cycle = {"ways", {dividing(fixed("m", 10, 0)), growing, stochastic("g0", 0, 2)}};
  Population population;
  const std::size_t row = population.add(type, 0, {});
  population.nuclear_solid_target[row] = 270;
  const std::size_t added = divide(population, row, type, {1, 0, 0}, DaughterPhases{1, 2});
  EXPECT_EQ(population.phase[row], 1);
  EXPECT_EQ(population.phase[added], 2);
  EXPECT_EQ(population.nuclear_solid_target[row], 135);
  EXPECT_EQ(population.nuclear_solid_target[added], 135);
  population.phase[row] = 0;  // and from a target that was not doubled
  const std::size_t again = divide(population, row, type, {1, 0, 0}, DaughterPhases{1, 2});
  EXPECT_EQ(population.nuclear_solid_target[row], 135);
  EXPECT_EQ(population.nuclear_solid_target[again], 67.5);
}

TEST(PhaseGraph, IsTheSameForAnyThreads) {
  CellType type;
  type.cycle = tissue_cycle();
  Tissue one(type, 9), five(type, 9);
  five.workers = Workers(5);
  for (Tissue* tissue : {&one, &five}) {
    tissue->grow_from(3000, type.death.apoptosis.rate);
    tissue->advance_until(1200, 6);
  }
  EXPECT_EQ(one.population.phase, five.population.phase);
  EXPECT_EQ(one.population.id, five.population.id);
  EXPECT_EQ(one.population.x, five.population.x);
  EXPECT_EQ(one.population.phase_time, five.population.phase_time);
}

std::string refusal(const CycleModel& cycle) {
  try {
    validate(cycle);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(PhaseGraph, WrongBranchesAreRefused) {
  const auto with = [](std::vector<PhaseBranch> branches) {
    CycleModel cycle = live_cycle();
    cycle.phases[0].branches = std::move(branches);
    return cycle;
  };
  EXPECT_EQ(refusal(with({{0, 0.3}, {0, 0.7}})), "");
  EXPECT_EQ(refusal(with({{1, 0.3}})),
            "cycle \"live\", phase 0 \"live\": a branch goes to 1 (0 to 0 allowed)");
  EXPECT_EQ(refusal(with({{0, 0}})),
            "cycle \"live\", phase 0 \"live\": a branch takes a share of 0 (above 0 to 1 allowed)");
  EXPECT_EQ(refusal(with({{0, 0.6}, {0, 0.5}})),
            "cycle \"live\", phase 0 \"live\": its branches share 1.1 (at most 1 allowed)");
}

}  // namespace
}  // namespace cytotwin
