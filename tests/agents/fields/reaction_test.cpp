#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "agents/fields/quasi_steady.h"
#include "agents/fields/transient.h"
#include "tests/agents/fields/field_cases.h"

namespace cytotwin {
namespace {

using namespace field_cases;

/// (1,2) Pade approximant of exp(-x).
double pade(double x) { return (1 - x / 3) / (1 + x * (2.0 / 3 + x / 6)); }

/// One step or more of one voxel with decay, bulk exchange and a reaction: c(t) = c_eq + (c0 -
/// c_eq) exp(-k t), no transport.
struct OneVoxel {
  static constexpr double k = 0.1 + 0.2 + 0.05 + 1.5;
  static constexpr double equilibrium = (3 + 0.2 * 10) / k;
  std::vector<double> field = {4}, exposure = {0};
  FieldBudget budget;

  OneVoxel(double time, std::uint64_t steps) {
    Substance substance = diffusing(1e5);
    substance.decay = 0.1;
    substance.bulk_secretion = 0.2;
    substance.bulk_target = 10;
    substance.bulk_uptake = 0.05;
    const std::vector<double> supply = {3}, loss = {1.5};
    TransientSolver solver(Grid{}, substance, {}, time / static_cast<double>(steps));
    solver.set_reaction({supply, loss, {}, {}});
    for (std::uint64_t n = 0; n < steps; ++n) {
      budget += solver.advance(field, n, Workers(1));
    }
    solver.take_exposure({exposure, {}}, Workers(1));
  }
};

TEST(LocalReaction, OneVoxelTakesThePadeStepAndBooksItExactly) {
  const OneVoxel voxel(0.7, 1);
  const double expected =
      OneVoxel::equilibrium + (4 - OneVoxel::equilibrium) * pade(OneVoxel::k * 0.7);
  EXPECT_NEAR(voxel.field[0], expected, 1e-14 * 4);
  // dc/dt = s - k c: the exposure that the change asks for.
  const double exposed = (5 * 0.7 - (expected - 4)) / OneVoxel::k;
  EXPECT_NEAR(voxel.exposure[0], exposed, 1e-14 * 4);
  EXPECT_NEAR(voxel.budget.supplied, 5 * 0.7 * 8000, 1e-9);
  EXPECT_NEAR(voxel.budget.consumed, 1.75 * exposed * 8000, 1e-9);
  EXPECT_NEAR(voxel.budget.decayed, 0.1 * exposed * 8000, 1e-9);
  EXPECT_NEAR(voxel.budget.inflow, 0, 1e-9);
  EXPECT_LT(voxel.budget.relative_imbalance(), 1e-13);
}

TEST(LocalReaction, OneVoxelIsOfThirdOrder) {
  const double exact =
      OneVoxel::equilibrium + (4 - OneVoxel::equilibrium) * std::exp(-OneVoxel::k * 0.7);
  const double coarse = std::abs(OneVoxel(0.7, 4).field[0] - exact);
  const double fine = std::abs(OneVoxel(0.7, 8).field[0] - exact);
  EXPECT_GT(std::log2(coarse / fine), 2.8);
  EXPECT_LT(fine, 5e-5);
}

// Decay goes with the axes in thirds: at the step of oxygen, 0.1 min x 0.1 /min, its error
// 3 (k h / 3)^4 / 72 is below round-off.
TEST(LocalReaction, DecayIsThatOfTheSchemeForAnyStepAndExactForShortOnes) {
  for (const double step : {2.5, 0.1}) {
    const Grid grid{{7, 5, 6}, {20, 30, 10}, {}};
    Substance substance;
    TransientSolver solver(grid, substance, {}, step);
    auto field = random_values(grid.size(), 10, 1);
    const double before = mass(grid, field);
    const FieldBudget budget = run(solver, field, 4, Workers(1));
    const double kept = std::pow(pade(0.1 * step / 3), 12);
    // Round-off per step is (D h / dx^2)^2 of the last digit where it is not balanced.
    EXPECT_NEAR(mass(grid, field), before * kept, 1e-10 * before);
    EXPECT_NEAR(budget.decayed, before * (1 - kept), 1e-10 * before);
    EXPECT_NEAR(kept, std::exp(-0.4 * step), step > 1 ? 1e-4 : 1e-10);
  }
}

/// A case with every kind of boundary, fixed voxels inside and reactions of every kind.
struct Mixed {
  Grid grid{{19, 17, 9}, {20, 15, 30}, {}};
  Substance substance;
  FixedVoxels fixed;
  std::vector<double> supply, loss, saturable, half, field;

  explicit Mixed(bool with_negative_supply) {
    substance.decay = 0.2;
    substance.bulk_secretion = 0.01;
    substance.bulk_target = 5;
    substance.bulk_uptake = 0.02;
    substance.diffusivity = 2e4;
    substance.faces = {held(10), flowing(50), FaceCondition{}, held(4), flowing(-20), held(0)};
    fixed = merge_fixed(fixed_ball(grid, {120, 120, 130}, 50, 30),
                        fixed_box(grid, {300, 0, 0}, {330, 100, 60}, 1));
    supply = random_values(grid.size(), 3, 2);
    loss = random_values(grid.size(), 6, 3);
    saturable = random_values(grid.size(), 6, 4);
    half = random_values(grid.size(), 10, 5);
    field = random_values(grid.size(), 40, 6);
    for (std::size_t i = 0; i < grid.size(); ++i) {
      half[i] += 0.1;
      if (i % 3) loss[i] = 0;
      if (i % 5) saturable[i] = 0;
      if (i % 7) supply[i] = 0;
      if (with_negative_supply && i % 11 == 0) supply[i] = -400;
    }
  }
  LocalReaction reaction() const { return {supply, loss, saturable, half}; }
};

// Rows above and below the reacting ones are solved with factors of the whole line. A loss too
// small to matter anywhere makes every row a reacting one.
TEST(LocalReaction, RowsWithoutReactionsMakeNoDifference) {
  Mixed c(false);
  for (std::size_t p = 0; p < c.grid.size(); ++p) {
    const std::size_t i = p % 19, j = p / 19 % 17, k = p / (19 * 17);
    if (i > 3 && i < 9 && j > 6 && j < 15 && k > 2 && k < 5) continue;
    c.supply[p] = c.loss[p] = c.saturable[p] = 0;
  }
  std::array<std::vector<double>, 2> fields, exposures;
  std::array<FieldBudget, 2> budgets;
  for (std::size_t everywhere = 0; everywhere < 2; ++everywhere) {
    if (everywhere == 1) {
      for (double& loss : c.loss) loss += 1e-30;
    }
    TransientSolver solver(c.grid, c.substance, c.fixed, 0.1);
    solver.set_reaction(c.reaction());
    fields[everywhere] = c.field;
    budgets[everywhere] = run(solver, fields[everywhere], 6, Workers(1));
    exposures[everywhere].resize(c.grid.size());
    solver.take_exposure({exposures[everywhere], {}}, Workers(1));
    for (std::size_t p = 0; p < c.grid.size(); ++p) {
      if (c.loss[p] + c.saturable[p] <= 1e-30) exposures[everywhere][p] = 0;
    }
  }
  EXPECT_LT(largest_difference(fields[0], fields[1]), 1e-12 * 40);
  EXPECT_LT(largest_difference(exposures[0], exposures[1]), 1e-12 * 40);
  EXPECT_NEAR(budgets[0].consumed, budgets[1].consumed, 1e-12 * budgets[0].consumed);
  EXPECT_NEAR(budgets[0].inflow, budgets[1].inflow, 1e-12 * mass(c.grid, c.field));
}

TEST(FieldBudget, ClosesInEveryStepOfAMixedCase) {
  for (const bool sinks : {false, true}) {
    Mixed c(sinks);
    TransientSolver solver(c.grid, c.substance, c.fixed, 0.1);
    solver.set_reaction(c.reaction());
    for (std::uint64_t n = 0; n < 20; ++n) {
      const double before = mass(c.grid, c.field);
      const FieldBudget budget = solver.advance(c.field, n, Workers(1));
      EXPECT_LT(budget.relative_imbalance(), 1e-10) << n;
      // Round-off of sums over 2,907 voxels, against the mass they sum.
      EXPECT_NEAR(budget.change, mass(c.grid, c.field) - before, 1e-12 * before) << n;
      EXPECT_GE(*std::min_element(c.field.begin(), c.field.end()), 0);
    }
  }
}

// Consumption is what the cells' ledgers add up to, so it must be loss x exposure exactly.
TEST(FieldBudget, ConsumptionIsLossTimesExposure) {
  Mixed c(true);
  c.substance.bulk_secretion = c.substance.bulk_uptake = 0;
  for (const bool steady : {false, true}) {
    std::unique_ptr<FieldSolver> solver;
    if (steady) {
      solver = std::make_unique<QuasiSteadySolver>(c.grid, c.substance, c.fixed, 0.1);
    } else {
      solver = std::make_unique<TransientSolver>(c.grid, c.substance, c.fixed, 0.1);
    }
    Mixed start(false);
    solver->set_reaction(start.reaction());
    std::vector<double> exposure(c.grid.size()), saturated(c.grid.size());
    FieldBudget total;
    for (std::uint64_t n = 0; n < 5; ++n) {
      total += solver->advance(start.field, n, Workers(1));
    }
    solver->take_exposure({exposure, saturated}, Workers(1));
    double taken = 0;
    for (std::size_t i = 0; i < exposure.size(); ++i) {
      taken +=
          (start.loss[i] * exposure[i] + start.saturable[i] * saturated[i]) * c.grid.voxel_volume();
    }
    EXPECT_NEAR(total.consumed, taken, 1e-12 * taken) << steady;
  }
}

// Inflow is measured on the sweeps, not derived from the rest: without boundaries it must vanish.
TEST(FieldBudget, NothingFlowsIntoASealedDomain) {
  Mixed c(false);
  c.substance.faces = {};
  TransientSolver solver(c.grid, c.substance, {}, 0.1);
  solver.set_reaction(c.reaction());
  for (std::uint64_t n = 0; n < 10; ++n) {
    const FieldBudget budget = solver.advance(c.field, n, Workers(1));
    EXPECT_NEAR(budget.inflow, 0, 1e-13 * mass(c.grid, c.field)) << n;
  }
}

TEST(FieldBudget, EquilibriumNamesTheStorageItImposes) {
  Mixed c(false);
  QuasiSteadySolver solver(c.grid, c.substance, c.fixed, 6, {1e-12, 200});
  solver.set_reaction(c.reaction());
  for (std::uint64_t n = 0; n < 3; ++n) {
    const double before = mass(c.grid, c.field);
    const FieldBudget budget = solver.advance(c.field, n, Workers(1));
    EXPECT_LT(budget.relative_imbalance(), 1e-10);
    EXPECT_NEAR(budget.change, mass(c.grid, c.field) - before, 1e-12 * before);
    // At equilibrium the other four terms balance: all that changed was imposed. Relative to the
    // flows, by the solver's tolerance times the square root of the number of voxels.
    EXPECT_NEAR(budget.imposed, budget.change, 1e-9 * budget.supplied) << n;
  }
}

// dc/dt = -V c / (K + c) in one voxel: K ln(c/c0) + c - c0 = -V t (Michaelis and Menten 1913).
TEST(SaturableUptake, OneVoxelIsOfFirstOrder) {
  const Grid grid;
  const std::vector<double> loss = {2}, half = {5};
  const auto at_end = [&](std::uint64_t steps) {
    TransientSolver solver(grid, diffusing(1), {}, 3.0 / static_cast<double>(steps));
    solver.set_reaction({{}, {}, loss, half});
    std::vector<double> field = {12};
    run(solver, field, steps, Workers(1));
    return field[0];
  };
  double exact = 12;
  for (int n = 0; n < 60; ++n) {  // Newton
    const double f = 5 * std::log(exact / 12) + exact - 12 + 2 * 5 * 3.0;
    exact = std::max(exact - f / (5 / exact + 1), exact / 10);
  }
  const double coarse = std::abs(at_end(32) - exact), fine = std::abs(at_end(64) - exact);
  EXPECT_GT(std::log2(coarse / fine), 0.95);
  EXPECT_NEAR(at_end(512), exact, 3e-3);
}

TEST(NegativeSupply, EmptiesAVoxelAndNoMore) {
  const Grid grid;
  const std::vector<double> supply = {-30};
  TransientSolver solver(grid, diffusing(1), {}, 0.5);
  solver.set_reaction({supply, {}, {}, {}});
  std::vector<double> field = {4};
  const FieldBudget budget = solver.advance(field, 0, Workers(1));
  EXPECT_EQ(field[0], 0);
  EXPECT_NEAR(budget.supplied, -4 * 8000, 1e-9);
  EXPECT_LT(budget.relative_imbalance(), 1e-13);
}

std::string message_of(auto&& call) {
  try {
    call();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "nothing thrown";
}

TEST(FieldSolvers, WrongArgumentsAreNamed) {
  const Grid grid{{2, 2, 2}, {20, 20, 20}, {}};
  TransientSolver transient(grid, {}, {}, 0.1);
  QuasiSteadySolver steady(grid, {}, {}, 6);
  std::vector<double> seven(7), eight(8);
  EXPECT_EQ(message_of([&] { transient.advance(seven, 0, Workers(1)); }),
            "TransientSolver::advance: field has 7 values, the grid has 8");
  EXPECT_EQ(message_of([&] {
              steady.take_exposure({seven, {}}, Workers(1));
            }),
            "QuasiSteadySolver::take_exposure: linear exposure has 7 values, the grid has 8");
  EXPECT_EQ(message_of([&] {
              transient.set_reaction({eight, seven, {}, {}});
            }),
            "TransientSolver::set_reaction: loss has 7 values, the grid has 8");
  eight[3] = -1;
  EXPECT_EQ(message_of([&] {
              steady.set_reaction({{}, eight, {}, {}});
            }),
            "QuasiSteadySolver::set_reaction: loss of voxel 3 is -1 (finite, 0 or more)");
  eight[3] = 1;
  EXPECT_EQ(message_of([&] {
              steady.set_reaction({{}, {}, eight, {}});
            }),
            "QuasiSteadySolver::set_reaction: saturable_loss of voxel 3 has no half_maximum above "
            "0");
  EXPECT_EQ(message_of([&] { TransientSolver(grid, {}, {}, 0); }),
            "TransientSolver: step = 0 (above 0)");
  Substance substance;
  substance.diffusivity = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(message_of([&] { TransientSolver(grid, substance, {}, 1); }),
            "TransientSolver: diffusivity = nan (0 or more)");
  EXPECT_EQ(message_of([&] {
              TransientSolver(grid, {}, {{9}, {1}}, 1);
            }),
            "FixedVoxels: voxel 9 at place 0 is outside the grid (below 8)");
}

TEST(FieldSolvers, SameBytesForAnyNumberOfThreadsAndAfterARestart) {
  for (const bool steady : {false, true}) {
    std::vector<std::vector<double>> fields;
    std::vector<FieldBudget> budgets;
    for (const unsigned threads : {1U, 2U, 4U, 0U}) {
      Mixed c(false);
      const auto make = [&]() -> std::unique_ptr<FieldSolver> {
        std::unique_ptr<FieldSolver> solver;
        if (steady) {
          solver = std::make_unique<QuasiSteadySolver>(c.grid, c.substance, c.fixed, 0.1);
        } else {
          solver = std::make_unique<TransientSolver>(c.grid, c.substance, c.fixed, 0.1);
        }
        solver->set_reaction(c.reaction());
        return solver;
      };
      const Workers workers(std::max(threads, 1U));
      auto solver = make();
      FieldBudget total;
      for (std::uint64_t n = 0; n < 5; ++n) {
        if (threads == 0 && n == 3) solver = make();
        total += solver->advance(c.field, n, workers);
      }
      fields.push_back(c.field);
      budgets.push_back(total);
    }
    for (std::size_t v = 1; v < fields.size(); ++v) {
      EXPECT_EQ(fields[v], fields[0]) << steady << " " << v;
      EXPECT_EQ(budgets[v].inflow, budgets[0].inflow) << steady << " " << v;
      EXPECT_EQ(budgets[v].consumed, budgets[0].consumed) << steady << " " << v;
    }
  }
}

}  // namespace
}  // namespace cytotwin
