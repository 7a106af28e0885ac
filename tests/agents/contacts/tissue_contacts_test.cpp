// The processes between cells at work in a tissue.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "agents/contacts/links.h"
#include "agents/tissue.h"

namespace cytotwin {
namespace {

/// Two types without births, deaths, growth or forces, on a grid with one substance.
TissueModel quiet(double step = 0.1) {
  TissueModel model;
  model.grid = {{20, 20, 20}, {20, 20, 20}, {-200, -200, -200}};
  Substance drug;
  drug.name = "drug";
  drug.diffusivity = 1000;
  model.substances = {drug};
  model.fixed.resize(1);
  for (const char* name : {"a", "b"}) {
    CellType type;
    type.name = name;
    type.cycle.phases[0].exit_rate = 0;
    type.death.apoptosis.rate = 0;
    type.volume.live = {0, 0, 0, 0};
    type.mechanics.repulsion = type.mechanics.adhesion = 0;
    type.exchange.resize(1);
    model.cell_types.push_back(type);
  }
  model.mechanics_step = step;
  model.seed = 8;
  return model;
}

void move(Tissue& tissue, int steps, std::uint64_t first = 1) {
  const Workers workers(1);
  for (int s = 0; s < steps; ++s) {
    tissue.step_mechanics(first + static_cast<std::uint64_t>(s), 0, workers);
  }
}

// Two linked cells: their distance follows d' = -2 sqrt(k k') d.
double spring_distance(double step, double minutes) {
  TissueModel model = quiet(step);
  model.cell_types[0].contact.attachment = {1e9, 0, 0.09, 12};
  model.cell_types[1].contact.attachment.spring = 0.04;
  Tissue tissue(std::move(model));
  tissue.add_cell(0, {0, 0, 0});
  tissue.add_cell(1, {12, 9, 0});
  tissue.renew();
  move(tissue, static_cast<int>(std::lround(minutes / step)));
  EXPECT_EQ(tissue.events().attachments, 1U);
  return norm(tissue.cells().position(1) - tissue.cells().position(0));
}

TEST(TissueContacts, ASpringPairFollowsItsClosedForm) {
  const double exact = 15 * std::exp(-2 * 0.06 * 10);
  EXPECT_NEAR(spring_distance(0.01, 10), exact, 1e-5 * exact);
  const double coarse = spring_distance(0.2, 10) - exact, fine = spring_distance(0.1, 10) - exact;
  EXPECT_NEAR(fine, 0, 1e-3 * exact);
  EXPECT_GT(std::log2(std::abs(coarse / fine)), 1.8) << "second order in the step";
}

// All that was taken up is in the cells that are left, whenever the others were eaten.
TEST(TissueContacts, TheLedgerOfASubstanceHoldsThroughMeals) {
  TissueModel model = quiet();
  model.substances[0].initial = 5;
  model.phenotype_step = 1;
  for (CellType& type : model.cell_types) {
    type.exchange[0].uptake = 0.5;
    type.contact.phagocytose = {0.02, 0.05};
    type.contact.fuse = {0.05, 0.02};
    type.contact.transform = {0.05, 0.05};
  }
  Tissue tissue(std::move(model));
  for (int k = 0; k < 1000; ++k) {
    tissue.add_cell(static_cast<std::uint16_t>(k % 2),
                    {14.0 * (k % 10) - 70, 14.0 * (k / 10 % 10) - 70, 14.0 * (k / 100) - 70});
  }
  tissue.renew();
  const Workers workers(1);
  for (std::uint64_t s = 1; s <= 100; ++s) {
    tissue.step_transient_fields(s, 0.1 * static_cast<double>(s), workers);
    tissue.step_mechanics(s, 0.1 * static_cast<double>(s), workers);
    if (s % 10 == 0) tissue.step_phenotype(s / 10, 0.1 * static_cast<double>(s), workers);
  }
  EXPECT_GT(tissue.events().phagocytoses, 100U);
  EXPECT_GT(tissue.events().fusions, 100U);
  EXPECT_GT(tissue.events().transformations, 50U);
  EXPECT_EQ(tissue.cells().size() + tissue.events().removals, 1000U);
  const auto& held = tissue.cells().internalised[0];
  const double sum = std::accumulate(held.begin(), held.end(), 0.0);
  EXPECT_NEAR(sum / tissue.budgets()[0].consumed, 1, 1e-12);
}

TEST(TissueContacts, AttackersAndLinksLetGoOfTheEaten) {
  TissueModel model = quiet();
  CellType eater = model.cell_types[0];
  eater.name = "eater";
  eater.contact.phagocytose = {0, 1e9, 0};
  eater.mechanics.reach = 1;
  model.cell_types.push_back(eater);
  model.cell_types[0].contact.attack.rate = {0, 1e9, 0};
  model.cell_types[0].contact.attachment.attach_rate = 1e9;
  Tissue tissue(std::move(model));
  tissue.add_cell(0, {0, 0, 0});
  tissue.add_cell(1, {15, 0, 0});
  tissue.renew();
  const Population& cells = tissue.cells();
  const std::size_t target = cells.find_extra("attack_target");
  move(tissue, 2);
  EXPECT_EQ(count_links(cells), 1U);
  EXPECT_EQ(cells.extra[target].values[0], 1);
  tissue.add_cell(2, cells.position(1) + Vec3{15, 0, 0});
  tissue.renew();
  move(tissue, 2, 3);
  EXPECT_EQ(tissue.events().phagocytoses, 1U);
  EXPECT_EQ(cells.size(), 2U);
  EXPECT_EQ(LinkView(cells).count(0), 0U);
  EXPECT_EQ(cells.extra[target].values[0], -1);
}

// A link of a cell that begins to die by damage goes in the same step.
TEST(TissueContacts, TheKilledAreLetGo) {
  TissueModel model = quiet();
  model.cell_types[0].contact.attachment.attach_rate = 1e9;
  model.cell_types[1].contact.damage.rate = 1;
  model.cell_types[1].contact.damage.lethal = 0.95;
  Tissue tissue(std::move(model));
  tissue.add_cell(0, {0, 0, 0});
  tissue.add_cell(1, {15, 0, 0});
  tissue.renew();
  move(tissue, 9);
  EXPECT_EQ(count_links(tissue.cells()), 1U);
  move(tissue, 1, 10);
  EXPECT_EQ(tissue.events().kills, 1U);
  EXPECT_EQ(count_links(tissue.cells()), 0U);
}

// Peers crash or hang on cells that lie on one point (BioDynaMo issue 333).
TEST(TissueContacts, AThousandCoincidentCellsDoNotCrash) {
  for (const bool planar : {false, true}) {
    TissueModel model = quiet();
    if (planar) model.grid = {{20, 20, 1}, {20, 20, 20}, {-200, -200, -10}};
    model.walls = true;
    for (CellType& type : model.cell_types) {
      type.mechanics = {};
      type.contact.attachment = {0.05, 0.1, 0.01, 12};
      type.contact.phagocytose = {0.001, 0.001};
      type.contact.fuse = {0.001, 0.001};
      type.contact.transform = {0.05, 0.05};
      type.contact.divide_into = {0.5, 0.5};
      type.contact.attack.rate = {0.01, 0.01};
      type.cycle.phases[0].exit_rate = 0.01;
    }
    model.rules = {{{{SignalKind::volume, 0}, {ControlKind::reach, 0}, true, 2, 1, 4, false},
                    {{SignalKind::volume, 0}, {ControlKind::adhesion, 0}, true, 2, 1, 4, false}},
                   {}};
    Tissue tissue(std::move(model));
    for (int k = 0; k < 1000; ++k) tissue.add_cell(static_cast<std::uint16_t>(k % 2), {1, 2, 0});
    tissue.renew();
    const Workers workers(2);
    for (std::uint64_t s = 1; s <= 3; ++s) {
      tissue.step_phenotype(s, 0, workers);
      move(tissue, 4, 10 * s);
    }
    for (std::size_t i = 0; i < tissue.cells().size(); ++i) {
      ASSERT_TRUE(std::isfinite(norm(tissue.cells().position(i))));
    }
    EXPECT_GT(tissue.events().attachments, 1000U);
    EXPECT_GT(tissue.events().fusions, 0U);
  }
}

}  // namespace
}  // namespace cytotwin
