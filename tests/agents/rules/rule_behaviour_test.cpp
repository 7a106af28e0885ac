#include "agents/rules/rule_behaviour.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace cytotwin {
namespace {

constexpr double rounding = 1e-12;  // relative; a few operations on numbers of order 1
const std::vector<std::string> substances = {"oxygen", "drug"};
const std::vector<Variable> variables = {{"antigen", "", AtDivision::copied}};

constexpr Signal oxygen{SignalKind::concentration, 0}, drug{SignalKind::concentration, 1};
constexpr Signal pressure{SignalKind::pressure, 0}, volume{SignalKind::volume, 0};
constexpr Control entry{ControlKind::phase_exit, 0}, apoptosis{ControlKind::apoptosis, 0};
constexpr Control speed{ControlKind::speed, 0};

struct Cell {
  double oxygen = 0, drug = 0, pressure = 0, volume = 2494;
  std::uint8_t phase = 0;
  std::vector<double> sensed = {};
};

struct Answer {
  double phase_exit = 0, apoptosis = 0, necrosis = 0;
  std::vector<double> controlled;
};

Answer ask(const RuleBehaviour& behaviour, const Cell& cell) {
  const std::vector<std::uint64_t> id = {1};
  const std::vector<std::uint8_t> phase = {cell.phase};
  const std::vector<double> pressures = {cell.pressure}, volumes = {cell.volume};
  const std::vector<double> levels = {cell.oxygen, cell.drug};
  std::vector<double> exit(1), death(1), necrosis(1), controlled(behaviour.controls().size());
  behaviour.evaluate({id, phase, pressures, volumes, levels, cell.sensed},
                     {exit, death, necrosis, controlled});
  return {exit[0], death[0], necrosis[0], controlled};
}

CellType plain() {
  CellType type;
  type.name = "tumour";
  type.motility = Motility{2, 10, 0, {}, false};
  type.variables.push_back({VariableDistribution::Kind::constant, 0.5, 0, 0, 0, false});
  return type;
}

RuleBehaviour with(std::vector<Rule> rules, const CellType& type = plain()) {
  return {type, std::move(rules), {}, substances, variables};
}

TEST(RuleBehaviour, RaisesAndLowersARateByHand) {
  const double base = 0.0432 / 60;
  const RuleBehaviour up = with({{oxygen, entry, true, 0.003, 20, 4, false}});
  EXPECT_NEAR(ask(up, {.oxygen = 20}).phase_exit, (base + 0.003) / 2, rounding);
  EXPECT_NEAR(ask(up, {.oxygen = 0}).phase_exit, base, rounding);
  EXPECT_NEAR(ask(up, {.oxygen = 40}).phase_exit, base + (0.003 - base) * 16 / 17, rounding);

  const RuleBehaviour both =
      with({{oxygen, entry, true, 0.003, 20, 4, false}, {pressure, entry, false, 0, 1, 2, false}});
  EXPECT_NEAR(ask(both, {.oxygen = 20, .pressure = 2}).phase_exit, (base + 0.003) / 2 / 5,
              rounding);
}

// Two signals that raise one behaviour: H = (1 + 1/16) / (1 + 1 + 1/16).
TEST(RuleBehaviour, CombinesSeveralRulesOfADirection) {
  const RuleBehaviour behaviour = with(
      {{oxygen, apoptosis, true, 0.01, 20, 4, false}, {drug, apoptosis, true, 0.01, 6, 4, false}});
  const double base = plain().death.apoptosis.rate;
  const double response = (1 + 1.0 / 16) / (2 + 1.0 / 16);
  EXPECT_NEAR(ask(behaviour, {.oxygen = 20, .drug = 3}).apoptosis, base + (0.01 - base) * response,
              rounding);
}

TEST(RuleBehaviour, LeavesWhatNoRuleNames) {
  const RuleBehaviour behaviour = with({{oxygen, speed, false, 0.5, 10, 1, false}});
  const Answer answer = ask(behaviour, {.oxygen = 10});
  EXPECT_EQ(answer.phase_exit, 0.0432 / 60);
  EXPECT_EQ(answer.apoptosis, plain().death.apoptosis.rate);
  ASSERT_EQ(behaviour.controls().size(), 1u);
  EXPECT_NEAR(answer.controlled[0], 1.25, rounding) << "2 to 0.5, half way";
}

TEST(RuleBehaviour, OxygenAndPressureStillLimitThePhase) {
  CellType type = plain();
  type.oxygen = OxygenResponse{};
  type.pressure = PressureResponse{};
  const RuleBehaviour behaviour = with({{drug, entry, true, 0.01, 1, 4, false}}, type);
  // half of the response, oxygen factor 1/2, pressure factor 1/2
  const double half = (0.0432 / 60 + 0.01) / 2;
  EXPECT_NEAR(ask(behaviour, {.oxygen = 21.5, .drug = 1, .pressure = 1}).phase_exit, half / 4,
              rounding);
}

TEST(RuleBehaviour, SetsThePaceOfAFixedPhase) {
  CellType type = plain();
  type.cycle = ki67_basic_cycle();
  const RuleBehaviour behaviour =
      with({{drug, {ControlKind::phase_exit, 1}, false, 0.2, 1, 4, false}}, type);
  EXPECT_NEAR(ask(behaviour, {.drug = 1, .phase = 1}).phase_exit, 0.6, rounding);
  EXPECT_NEAR(ask(behaviour, {.drug = 1, .phase = 0}).phase_exit, 1 / (4.59 * 60), rounding);
}

TEST(RuleBehaviour, NecrosisAddsToLackOfOxygen) {
  CellType type = plain();
  type.oxygen = OxygenResponse{};
  const RuleBehaviour behaviour =
      with({{drug, {ControlKind::necrosis, 0}, true, 0.02, 1, 4, false}}, type);
  EXPECT_NEAR(ask(behaviour, {.oxygen = 0, .drug = 1}).necrosis, 1.0 / 360 + 0.01, rounding);
}

TEST(RuleBehaviour, ResultsStayLegal) {
  const RuleBehaviour behaviour =
      with({{drug, speed, false, -5, 1, 4, false},
            {drug, {ControlKind::bias, 0}, true, 7, 1, 4, false},
            {drug, {ControlKind::persistence, 0}, false, 0, 1, 4, false}});
  const Answer answer = ask(behaviour, {.drug = 100});
  EXPECT_EQ(answer.controlled[0], 0);
  EXPECT_EQ(answer.controlled[1], 1);
  EXPECT_GT(answer.controlled[2], 0);
}

TEST(RuleBehaviour, VariablesAreSensedAndSet) {
  const Control antigen{ControlKind::variable, 0};
  const RuleBehaviour behaviour =
      with({{{SignalKind::variable, 0}, antigen, true, 1.5, 2, 1, false}});
  ASSERT_EQ(behaviour.senses().size(), 1u);
  EXPECT_NEAR(ask(behaviour, {.sensed = {2}}).controlled[0], 1, rounding) << "0.5 to 1.5, half";
}

// Only rules that apply to the dead count for them, and secretion starts from 0.
TEST(RuleBehaviour, DeadCellsFollowTheirRules) {
  CellType type = plain();
  type.exchange.resize(2);
  type.exchange[1] = {3, 1, 2, {}, 0};
  const Control secretion{ControlKind::secretion, 1}, uptake{ControlKind::uptake, 1};
  const RuleBehaviour behaviour = with({{oxygen, secretion, true, 10, 1, 1, true},
                                        {pressure, secretion, true, 10, 1, 1, false},
                                        {pressure, uptake, false, 0, 1, 1, false}},
                                       type);
  EXPECT_TRUE(behaviour.asks_dead());
  const Cell live{.oxygen = 1, .pressure = 1, .sensed = {0}};
  const Cell dead{.oxygen = 1, .pressure = 1, .sensed = {1}};
  EXPECT_NEAR(ask(behaviour, live).controlled[0], 3 + 7 * 2.0 / 3, rounding);
  EXPECT_NEAR(ask(behaviour, live).controlled[1], 1, rounding);
  EXPECT_NEAR(ask(behaviour, dead).controlled[0], 5, rounding);
  EXPECT_NEAR(ask(behaviour, dead).controlled[1], 0.2, rounding) << "a tenth, no rule";
}

TEST(RuleBehaviour, RefusesContradictions) {
  EXPECT_THROW(with({{oxygen, entry, true, 1, 0, 4, false}}), std::invalid_argument);
  EXPECT_THROW(with({{oxygen, entry, true, 1, 1, -1, false}}), std::invalid_argument);
  EXPECT_THROW(with({{oxygen, entry, true, 1, std::nan(""), 4, false}}), std::invalid_argument);
  EXPECT_THROW(with({{oxygen, entry, true, 1, 1, 4, false}, {volume, entry, true, 2, 1, 4, false}}),
               std::invalid_argument);
  EXPECT_NO_THROW(
      with({{oxygen, entry, true, 1, 1, 4, false}, {volume, entry, false, 2, 1, 4, false}}));
}

}  // namespace
}  // namespace cytotwin
