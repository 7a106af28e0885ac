// Rules at work in a tissue.
#include <gtest/gtest.h>

#include <cmath>

#include "agents/tissue.h"

namespace cytotwin {
namespace {

TissueModel box(double edge) {
  TissueModel model;
  const auto n = static_cast<std::size_t>(edge / 20);
  model.grid = {{n, n, n}, {20, 20, 20}, {-edge / 2, -edge / 2, -edge / 2}};
  Substance drug;
  drug.name = "drug";
  drug.unit = "mM";
  drug.diffusivity = 1000;
  drug.initial = 1;
  model.substances = {drug};
  model.fixed.resize(1);
  CellType type;
  type.name = "cell";
  type.death.apoptosis.rate = 0;
  type.exchange.resize(1);
  model.cell_types = {type};
  model.seed = 3;
  return model;
}

// Cells a voxel apart that neither move nor touch.
void fill(Tissue& tissue, int side) {
  for (int k = 0; k < side * side * side; ++k) {
    const auto at = [&](int i) { return -20.0 * side / 2 + 20 * (i % side) + 10; };
    tissue.add_cell(0, {at(k), at(k / side), at(k / side / side)});
  }
  tissue.renew();
}

// The drug halves the way to a birth rate of 0.006 /min: deterministic rate, stochastic births.
TEST(TissueRules, ASubstanceSetsTheRateOfBirths) {
  TissueModel model = box(440);
  model.cell_types[0].mechanics = {0, 0, 0, 1, {}, 0, 0, false};
  model.rules = {
      {{{SignalKind::concentration, 0}, {ControlKind::phase_exit, 0}, true, 0.006, 1, 4, false}}};
  Tissue tissue(std::move(model));
  fill(tissue, 20);
  const double rate = (0.0432 / 60 + 0.006) / 2;
  const int steps = 20;
  const Workers workers(1);
  for (int s = 1; s <= steps; ++s) tissue.step_phenotype(s, 6.0 * s, workers);
  const double expected = 8000 * (std::exp(rate * 6 * steps) - 1);
  // a Yule process has variance n e^rt (e^rt - 1); 3.3 standard errors fail once in 1,000 seeds
  const double growth = std::exp(rate * 6 * steps);
  const double error = std::sqrt(8000 * growth * (growth - 1));
  EXPECT_NEAR(static_cast<double>(tissue.events().births), expected, 3.3 * error);
}

// A ruled secretion enters the budget exactly: S V (T - c) with c far below T.
TEST(TissueRules, SecretionFollowsTheRule) {
  for (const bool ruled : {false, true}) {
    TissueModel model = box(100);
    model.substances[0].initial = 0;
    model.substances[0].diffusivity = 1e5;
    model.cell_types[0].exchange[0].secretion_target = 1e6;
    model.cell_types[0].exchange[0].secretion = ruled ? 0 : 0.0005;
    if (ruled) {
      // volume is twice the half-maximum: 1/(1 + 1/2) of 0.00075 = 0.0005
      const double half = model.cell_types[0].volume.total / 2;
      model.rules = {
          {{{SignalKind::volume, 0}, {ControlKind::secretion, 0}, true, 0.00075, half, 1, false}}};
    }
    model.cell_types[0].cycle.phases[0].exit_rate = 0;
    model.cell_types[0].cycle.phases[0].doubles_volume = false;
    Tissue tissue(std::move(model));
    tissue.add_cell(0, {0, 0, 0});
    tissue.renew();
    const Workers workers(1);
    tissue.step_phenotype(1, 6, workers);
    for (int s = 0; s < 10; ++s) tissue.step_transient_fields(s, 6 + 0.1 * s, workers);
    // 1 min of S V T, less S V c / T of about 1e-6
    EXPECT_NEAR(tissue.budgets()[0].supplied / (0.0005 * 2494 * 1e6), 1, 1e-5) << ruled;
  }
}

TEST(TissueRules, AVariableIsWrittenToItsColumn) {
  TissueModel model = box(100);
  model.variables = {{"hits", "", AtDivision::copied}};
  model.cell_types[0].variables.push_back(
      {VariableDistribution::Kind::constant, 1, 0, 0, 0, false});
  model.rules = {
      {{{SignalKind::concentration, 0}, {ControlKind::variable, 0}, true, 3, 1, 4, false}}};
  Tissue tissue(std::move(model));
  tissue.add_cell(0, {0, 0, 0});
  tissue.renew();
  const std::size_t column = tissue.cells().find_extra("custom_hits");
  EXPECT_EQ(tissue.cells().extra[column].values[0], 1);
  tissue.step_phenotype(1, 6, Workers(1));
  EXPECT_NEAR(tissue.cells().extra[column].values[0], 2, 1e-12);
}

TEST(TissueRules, ContactSlowsAMover) {
  TissueModel model = box(200);
  CellType mover = model.cell_types[0];
  mover.name = "mover";
  mover.motility = Motility{2, 10, 0, {}, false};
  model.cell_types.push_back(mover);
  model.rules = {
      {}, {{{SignalKind::contact_type, 0}, {ControlKind::speed, 0}, false, 0, 0.5, 8, false}}};
  Tissue tissue(std::move(model));
  tissue.add_cell(0, {0, 0, 0});
  tissue.add_cell(1, {15, 0, 0});   // within reach
  tissue.add_cell(1, {60, 60, 0});  // alone
  tissue.renew();
  tissue.step_phenotype(1, 6, Workers(1));
  const auto& column = tissue.cells().controlled.at(0);
  std::vector<double> speed(3);
  for (std::size_t i = 0; i < 3; ++i) speed[tissue.cells().id[i]] = column.values[i];
  EXPECT_NEAR(speed[1], 2 * (1 - 256.0 / 257), 1e-12) << "one contact, twice the half-maximum";
  EXPECT_EQ(speed[2], 2);
}

}  // namespace
}  // namespace cytotwin
