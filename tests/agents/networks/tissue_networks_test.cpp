// Networks at work in a tissue.
#include <gtest/gtest.h>

#include <cmath>

#include "agents/tissue.h"
#include "tests/agents/networks/coupled.h"

namespace cytotwin {
namespace {

TissueModel box() {
  TissueModel model;
  model.grid = {{10, 10, 10}, {20, 20, 20}, {-100, -100, -100}};
  CellType type;
  type.name = "cell";
  type.death.apoptosis.rate = 0;
  type.cycle.phases[0].exit_rate = 0;
  type.mechanics = {0, 0, 0, 1, {}, 0, 0, false};
  model.cell_types = {type};
  model.variables = {{"y", "", AtDivision::copied}};
  CellNetwork network = turnover();
  network.outputs = {{1 + network.network->constants(), 0}};
  model.networks = {network};
  return model;
}

TEST(TissueNetworks, AQuantityDrivesABehaviour) {
  TissueModel model = box();
  model.drives = {{{{ControlKind::speed, 0}, 0, 3.0}}};
  Tissue tissue(std::move(model));
  tissue.add_cell(0, {0, 0, 0});
  tissue.step_phenotype(1, 6, Workers(1));
  const ControlColumn& speed = tissue.cells().controlled.at(0);
  EXPECT_NEAR(speed.values[0], 3 * std::exp(-0.6), 1e-6);
}

TEST(TissueNetworks, RulesActOnWhatANetworkDrives) {
  TissueModel model = box();
  model.drives = {{{{ControlKind::speed, 0}, 0, 3.0}}};
  // at its half-maximum the volume takes half of the speed away
  const double half = CellType().volume.total;
  model.rules = {{{{SignalKind::volume, 0}, {ControlKind::speed, 0}, false, 0, half, 1, false}}};
  Tissue tissue(std::move(model));
  tissue.add_cell(0, {0, 0, 0});
  tissue.step_phenotype(1, 6, Workers(1));
  EXPECT_NEAR(tissue.cells().controlled.at(0).values[0], 1.5 * std::exp(-0.6), 1e-6);
}

// A rate that the network drives: 1e3 x y kills everybody within a step.
TEST(TissueNetworks, AQuantityMayKill) {
  TissueModel model = box();
  model.drives = {{{{ControlKind::apoptosis, 0}, 0, 1000.0}}};
  Tissue tissue(std::move(model));
  for (int i = 0; i < 8; ++i) tissue.add_cell(0, {-70.0 + 20 * i, 0, 0});
  tissue.step_phenotype(1, 6, Workers(1));
  EXPECT_EQ(tissue.events().apoptoses, 8U);
  EXPECT_EQ(tissue.events().kills, 0U) << "nobody had damaged them";
}

TEST(TissueNetworks, DaughtersShareOrInheritStates) {
  for (const AtDivision rule : {AtDivision::copied, AtDivision::halved, AtDivision::reset}) {
    TissueModel model = box();
    model.networks[0].at_division = {rule};
    model.cell_types[0].cycle.phases[0].exit_rate = 1e3;
    Tissue tissue(std::move(model));
    tissue.add_cell(0, {0, 0, 0});
    tissue.step_phenotype(1, 6, Workers(1));
    ASSERT_EQ(tissue.cells().size(), 2U);
    const Population& cells = tissue.cells();
    const std::vector<double>& y = cells.extra[cells.find_extra("network_turnover_y")].values;
    const double mother = std::exp(-0.6);
    const double daughter = rule == AtDivision::copied   ? mother
                            : rule == AtDivision::halved ? mother / 2
                                                         : 1;
    EXPECT_NEAR(y[0], daughter, 1e-6);
    EXPECT_NEAR(y[1], daughter, 1e-6);
  }
}

// An attacker senses its target's variable, the target the sum of its attackers'.
TEST(TissueNetworks, PairsSenseEachOther) {
  TissueModel model = box();
  model.networks.clear();
  CellType attacker = model.cell_types[0];
  attacker.name = "attacker";
  attacker.mechanics.reach = 1.5;
  attacker.contact.attack.rate = {1e9, 0};
  attacker.contact.attack.mean_duration = 1e9;
  model.cell_types[0].mechanics.reach = 1.5;
  model.cell_types.push_back(attacker);
  model.variables = {{"antigen", "", AtDivision::copied}, {"of other", "", AtDivision::copied}};
  const Control other{ControlKind::variable, 1};
  // u = 0 + 10 s / (s + 1): what was sensed can be read back
  model.rules = {{{{SignalKind::attackers_variable, 0}, other, true, 10, 1, 1, false}},
                 {{{SignalKind::attacked_variable, 0}, other, true, 10, 1, 1, false}}};
  Tissue tissue(std::move(model));
  const double apart = 16;
  tissue.add_cell(0, {0, 0, 0});
  tissue.add_cell(1, {apart, 0, 0});
  tissue.add_cell(1, {-apart, 0, 0});
  std::vector<double>& antigen = tissue.cells().extra[0].values;
  antigen = {4, 1, 2};
  tissue.renew();
  const Workers workers(1);
  tissue.step_mechanics(1, 0.1, workers);
  tissue.step_phenotype(1, 6, workers);
  const std::vector<double>& seen = tissue.cells().extra[1].values;
  EXPECT_NEAR(seen[0], 10 * 3.0 / 4, 1e-12);
  EXPECT_NEAR(seen[1], 10 * 4.0 / 5, 1e-12);
  EXPECT_NEAR(seen[2], 10 * 4.0 / 5, 1e-12);
}

}  // namespace
}  // namespace cytotwin
