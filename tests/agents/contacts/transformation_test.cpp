// Cells that take on another type, in place or at their birth.
#include "agents/cells/transformation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "agents/tissue.h"
#include "tests/agents/contacts/pairs.h"

namespace cytotwin {
namespace {

/// Types 0, 1, ... that neither divide nor die, on a grid without substances.
TissueModel still(std::size_t types, double step) {
  TissueModel model;
  model.grid = {{10, 10, 10}, {20, 20, 20}, {-100, -100, -100}};
  for (std::size_t t = 0; t < types; ++t) {
    CellType type;
    type.name = std::string(1, static_cast<char>('a' + t));
    type.cycle.phases[0].exit_rate = 0;
    type.death.apoptosis.rate = 0;
    type.contact.transform.assign(types, 0);
    type.contact.divide_into.assign(types, 0);
    model.cell_types.push_back(type);
  }
  model.phenotype_step = step;
  model.seed = 5;
  return model;
}

void fill(Tissue& tissue, std::size_t cells) {
  for (std::size_t i = 0; i < cells; ++i) tissue.add_cell(0, {});
  tissue.renew();
}

void step(Tissue& tissue, int steps) {
  for (int s = 1; s <= steps; ++s) {
    const auto index = static_cast<std::uint64_t>(s);
    tissue.step_phenotype(index, tissue.model().phenotype_step * s, Workers(1));
  }
}

std::vector<double> counts(const Tissue& tissue) {
  std::vector<double> of(tissue.model().cell_types.size());
  for (const std::uint16_t type : tissue.cells().type) ++of[type];
  return of;
}

// Two ways out of a: exp(-(r1 + r2) t) stay, the others in proportion, for any step.
TEST(Transformation, CountsFollowTheRatesForAnyStep) {
  for (const double dt : {6.0, 60.0}) {
    TissueModel model = still(3, dt);
    model.cell_types[0].contact.transform = {0.5, 0.004, 0.002};  // to its own type: nothing
    Tissue tissue(std::move(model));
    fill(tissue, 20000);
    step(tissue, static_cast<int>(std::lround(120 / dt)));
    const double p = std::exp(-0.006 * 120);
    const auto left = counts(tissue);
    EXPECT_NEAR(left[0], 20000 * p, bound * binomial_error(2e4, p)) << dt;
    const double gone = 20000 - left[0];
    EXPECT_NEAR(left[1], gone * 2 / 3, bound * binomial_error(gone, 2.0 / 3)) << dt;
    EXPECT_EQ(static_cast<double>(tissue.events().transformations), gone);
  }
}

// a -> b -> c: the rest of a step is lived as b, as lag of the next one. With one rate r the share
// of c after t is 1 - exp(-rt)(1 + rt), less exp(-r(t - h))(1 - exp(-rh)(1 + rh)) whose both events
// fall into the last step h.
TEST(Transformation, TheRestOfTheStepIsLivedAsTheNewType) {
  TissueModel model = still(3, 30);
  const double r = 0.01, h = 30, t = 120;
  model.cell_types[0].contact.transform = {0, r, 0};
  model.cell_types[1].contact.transform = {0, 0, r};
  Tissue tissue(std::move(model));
  fill(tissue, 40000);
  step(tissue, 4);
  for (const double lag : tissue.cells().lag) {
    ASSERT_GE(lag, 0);
    ASSERT_LT(lag, 2 * h);
  }
  const auto both = [&](double span) { return 1 - std::exp(-r * span) * (1 + r * span); };
  const double c = both(t) - std::exp(-r * (t - h)) * both(h);
  EXPECT_NEAR(counts(tissue)[2], 40000 * c, bound * binomial_error(4e4, c));
}

TEST(Transformation, KeepsTheCellAndEntersTheNewCycle) {
  TissueModel model = still(2, 6);
  model.cell_types[0].contact.transform = {0, 1e9};
  model.cell_types[1].volume.total = 5000;
  model.cell_types[1].volume.nuclear = 1000;
  model.cell_types[1].volume.live = {0, 0, 0, 0};
  model.variables = {{"clone", "", AtDivision::copied}};
  for (CellType& type : model.cell_types) {
    type.variables.push_back({VariableDistribution::Kind::uniform, 0, 0, 1, 9, false});
  }
  model.rules = {{{{SignalKind::volume, 0}, {ControlKind::speed, 0}, true, 3, 1, 4, false}}, {}};
  model.cell_types[1].motility = Motility{2, 10, 0, {}, false};
  Tissue tissue(std::move(model));
  tissue.add_cell(0, {1, 2, 3});
  tissue.renew();
  const Population& cells = tissue.cells();
  const std::size_t clone = cells.find_extra("custom_clone");
  const double of_clone = cells.extra[clone].values[0];
  const CellVolume volume = cells.volume(0);
  step(tissue, 1);
  EXPECT_EQ(cells.type[0], 1);
  EXPECT_EQ(cells.id[0], 0U);
  EXPECT_EQ(cells.x[0], 1);
  EXPECT_EQ(cells.phase[0], 0);
  EXPECT_EQ(cells.phase_time[0], 0);
  EXPECT_EQ(cells.extra[clone].values[0], of_clone);
  EXPECT_NEAR(cells.volume(0).total(), volume.total(), 1e-6 * volume.total());
  EXPECT_EQ(cells.nuclear_solid_target[0], 250);
  ASSERT_EQ(cells.controlled[0].control.kind, ControlKind::speed);
  EXPECT_EQ(cells.controlled[0].values[0], 2) << "the constant of the new type";
  EXPECT_NEAR(cells.lag[0], 6, 1e-6);
}

TEST(Transformation, ARuleSetsItsRate) {
  TissueModel model = still(2, 6);
  // volume is far above the half-maximum of 1 um^3, so the rate is the saturation
  model.rules = {{{{SignalKind::volume, 0}, {ControlKind::transform, 1}, true, 0.01, 1, 4, false}},
                 {}};
  Tissue tissue(std::move(model));
  fill(tissue, 10000);
  step(tissue, 10);
  const double p = std::exp(-0.01 * 60);
  EXPECT_NEAR(counts(tissue)[0], 10000 * p, bound * binomial_error(1e4, p));
}

TEST(Transformation, DeadCellsStay) {
  TissueModel model = still(2, 6);
  model.cell_types[0].contact.transform = {0, 1e9};
  Tissue tissue(std::move(model));
  fill(tissue, 10);
  for (CellState& state : tissue.cells().state) state = CellState::apoptotic;
  step(tissue, 1);
  EXPECT_EQ(counts(tissue)[0], 10);
}

/// Every cell divides once within the step.
TissueModel dividing(std::size_t types) {
  TissueModel model = still(types, 6);
  model.cell_types[0].cycle.phases[0].stochastic = false;
  model.cell_types[0].cycle.phases[0].duration = 3;
  return model;
}

TEST(AsymmetricDivision, SharesAreOfDivisions) {
  TissueModel model = dividing(3);
  model.cell_types[0].contact.divide_into = {0, 0.2, 0.5};
  Tissue tissue(std::move(model));
  fill(tissue, 10000);
  step(tissue, 1);
  const auto now = counts(tissue);
  EXPECT_EQ(tissue.events().births, 10000U);
  EXPECT_EQ(now[0] + now[1] + now[2], 20000);
  EXPECT_NEAR(now[1], 2000, bound * binomial_error(1e4, 0.2));
  EXPECT_NEAR(now[2], 5000, bound * binomial_error(1e4, 0.5));
  EXPECT_EQ(static_cast<double>(tissue.events().asymmetric_divisions), now[1] + now[2]);
  for (std::size_t i = 0; i < tissue.cells().size(); ++i) {
    if (tissue.cells().id[i] < 10000) {
      EXPECT_EQ(tissue.cells().type[i], 0) << "who keeps the id keeps the type";
    }
  }
}

TEST(AsymmetricDivision, SharesAboveOneAreScaled) {
  TissueModel model = dividing(3);
  model.cell_types[0].contact.divide_into = {0.7, 0.5, 1.5};
  Tissue tissue(std::move(model));
  fill(tissue, 10000);
  step(tissue, 1);
  EXPECT_EQ(counts(tissue)[0], 10000);
  EXPECT_NEAR(counts(tissue)[1], 2500, bound * binomial_error(1e4, 0.25));
}

TEST(AsymmetricDivision, ConservesVolumeAndSubstance) {
  TissueModel model = dividing(2);
  Substance drug;
  drug.name = "drug";
  model.substances = {drug};
  model.fixed.resize(1);
  model.cell_types[0].contact.divide_into = {0, 1};
  model.cell_types[0].volume.live = {0, 0, 0, 0};
  model.cell_types[1].volume.total = 700;
  Tissue tissue(std::move(model));
  fill(tissue, 1);
  Population& cells = tissue.cells();
  cells.internalised[0][0] = 3;
  const CellVolume before = cells.volume(0);
  step(tissue, 1);
  ASSERT_EQ(cells.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(cells.internalised[0][i], 1.5);
    EXPECT_DOUBLE_EQ(cells.fluid[i], before.fluid / 2);
    EXPECT_DOUBLE_EQ(cells.nuclear_solid[i], before.nuclear_solid / 2);
    EXPECT_DOUBLE_EQ(cells.cytoplasmic_solid[i], before.cytoplasmic_solid / 2);
  }
  const std::size_t other = cells.type[0] == 1 ? 0 : 1;
  EXPECT_EQ(cells.nuclear_solid_target[other], tissue.model().cell_types[1].volume.nuclear_solid());
}

}  // namespace
}  // namespace cytotwin
