// The variables of cells as they change in a tissue, by themselves and by rules.
#include "agents/cells/variable_change.h"

#include <gtest/gtest.h>

#include <cmath>

#include "agents/tissue.h"

namespace cytotwin {
namespace {

constexpr double decay = 0.01, rate = 0.3, start = 2;

TissueModel one_variable() {
  TissueModel model;
  model.grid = {{5, 5, 5}, {20, 20, 20}, {-50, -50, -50}};
  CellType type;
  type.name = "cell";
  type.death.apoptosis.rate = 0;
  type.cycle.phases[0].exit_rate = 0;
  VariableDistribution load{VariableDistribution::Kind::constant, start, 0, 0, 0, false};
  load.rate = rate;
  load.decay = decay;
  type.variables = {load};
  model.cell_types = {type};
  model.variables = {{"load", "", AtDivision::copied}};
  return model;
}

double load_of(Tissue& tissue, std::size_t row) {
  return tissue.cells().extra[tissue.cells().find_extra("custom_load")].values[row];
}

// v = r/k + (v_0 - r/k) exp(-k t), to rounding for any step.
TEST(VariableChange, FollowsTheExactSolution) {
  for (const double step : {1.0, 6.0, 60.0}) {
    TissueModel model = one_variable();
    model.phenotype_step = step;
    Tissue tissue(std::move(model));
    tissue.add_cell(0, {0, 0, 0});
    tissue.renew();
    const int steps = static_cast<int>(300 / step);
    for (int s = 1; s <= steps; ++s) tissue.step_phenotype(s, step * s, Workers(1));
    const double rest = rate / decay;
    EXPECT_NEAR(load_of(tissue, 0), rest + (start - rest) * std::exp(-decay * 300), 1e-11) << step;
  }
}

// Without decay it is an integral: what a rule turns on adds up, here 12 min of 2/3 of 0.9 /min.
TEST(VariableChange, ARuleSetsTheRate) {
  TissueModel model = one_variable();
  model.cell_types[0].variables[0].decay = 0;
  model.cell_types[0].variables[0].rate = 0;
  const double half = model.cell_types[0].volume.total / 2;
  model.rules = {
      {{{SignalKind::volume, 0}, {ControlKind::variable_rate, 0}, true, 0.9, half, 1, false}}};
  Tissue tissue(std::move(model));
  tissue.add_cell(0, {0, 0, 0});
  tissue.renew();
  for (int s = 1; s <= 2; ++s) tissue.step_phenotype(s, 6.0 * s, Workers(1));
  EXPECT_NEAR(load_of(tissue, 0), start + 12 * 0.6, 1e-12);
}

TEST(VariableChange, TheDeadOnlyLose) {
  TissueModel model = one_variable();
  model.cell_types[0].variables[0].dead_decay = 0.02;
  Tissue tissue(std::move(model));
  tissue.add_cell(0, {0, 0, 0});
  tissue.add_cell(0, {30, 0, 0});
  tissue.cells().state[1] = CellState::apoptotic;
  tissue.renew();
  change_variables(tissue.cells(), tissue.model().cell_types, tissue.model().variables, 6,
                   Workers(1));
  EXPECT_GT(load_of(tissue, 0), start);
  EXPECT_NEAR(load_of(tissue, 1), start * std::exp(-0.12), 1e-12);
}

}  // namespace
}  // namespace cytotwin
