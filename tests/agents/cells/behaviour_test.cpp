#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "agents/cells/standard_behaviour.h"

namespace cytotwin {
namespace {

struct Answer {
  double phase_exit, apoptosis, necrosis;
};

// One cell that sees glucose = 99 and an oxygen level.
Answer ask(const CellType& type, std::uint8_t phase, double oxygen, double pressure) {
  const std::vector<std::string> substances = {"glucose", "oxygen"};
  const std::vector<std::uint64_t> id = {7};
  const std::vector<std::uint8_t> phases = {phase};
  const std::vector<double> pressures = {pressure}, volume = {2494}, levels = {99, oxygen};
  std::vector<double> exit(1), apoptosis(1), necrosis(1);
  StandardBehaviour(type, substances)
      .evaluate({id, phases, pressures, volume, levels}, {exit, apoptosis, necrosis});
  return {exit[0], apoptosis[0], necrosis[0]};
}

CellType responsive() {
  CellType type;
  type.name = "tumour";
  type.cycle = ki67_basic_cycle();
  type.oxygen = OxygenResponse{};
  type.pressure = PressureResponse{};
  return type;
}

// By hand: (p - 5) / 33 at 21.5 mmHg is 1/2; Hill 1 / (1 + x^4) at x = 2 is 1/17.
TEST(StandardBehaviour, CycleEntryAtHandComputedPoints) {
  const CellType type = responsive();
  const double full = 1 / (4.59 * 60);
  EXPECT_DOUBLE_EQ(ask(type, 0, 38, 0).phase_exit, full);
  EXPECT_DOUBLE_EQ(ask(type, 0, 160, 0).phase_exit, full);
  EXPECT_DOUBLE_EQ(ask(type, 0, 21.5, 0).phase_exit, full / 2);
  EXPECT_EQ(ask(type, 0, 5, 0).phase_exit, 0.0);
  EXPECT_EQ(ask(type, 0, 0, 0).phase_exit, 0.0);
  EXPECT_DOUBLE_EQ(ask(type, 0, 38, 1).phase_exit, full / 2);
  EXPECT_DOUBLE_EQ(ask(type, 0, 21.5, 2).phase_exit, full / 34);
  EXPECT_EQ(ask(type, 1, 38, 0).phase_exit, 1.0);  // pace of a fixed phase
}

TEST(StandardBehaviour, OnlyTheFlaggedPhasesAndTypesRespond) {
  CellType type = responsive();
  type.cycle.phases[0].oxygen_limited = false;
  EXPECT_DOUBLE_EQ(ask(type, 0, 0, 1).phase_exit, 0.5 / (4.59 * 60));
  type.cycle.phases[0].pressure_limited = false;
  EXPECT_DOUBLE_EQ(ask(type, 0, 0, 9).phase_exit, 1 / (4.59 * 60));

  CellType plain;
  const Answer answer = ask(plain, 0, 0, 9);
  EXPECT_DOUBLE_EQ(answer.phase_exit, 0.0432 / 60);
  EXPECT_DOUBLE_EQ(answer.apoptosis, 0.00319 / 60);
  EXPECT_EQ(answer.necrosis, 0.0);
}

TEST(StandardBehaviour, NecrosisAtHandComputedPoints) {
  CellType type = responsive();
  EXPECT_EQ(ask(type, 0, 5, 0).necrosis, 0.0);
  EXPECT_DOUBLE_EQ(ask(type, 0, 3.75, 0).necrosis, 0.5 / 360);
  EXPECT_DOUBLE_EQ(ask(type, 0, 2.5, 0).necrosis, 1.0 / 360);
  EXPECT_DOUBLE_EQ(ask(type, 0, 0, 0).necrosis, 1.0 / 360);

  type.oxygen->necrosis_at_once = true;
  EXPECT_EQ(ask(type, 0, 5, 0).necrosis, 0.0);
  EXPECT_EQ(ask(type, 0, 4.999, 0).necrosis, std::numeric_limits<double>::infinity());
}

TEST(StandardBehaviour, MissingOxygenNamesTypeAndSubstances) {
  const std::vector<std::string> substances = {"glucose", "drug"};
  try {
    StandardBehaviour(responsive(), substances);
    FAIL() << "took a type whose oxygen is no substance";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(),
                 "cell type \"tumour\" responds to \"oxygen\", which is not a substance (known: "
                 "glucose, drug)");
  }
}

TEST(StandardBehaviour, SizesThatDifferAreRefused) {
  const StandardBehaviour behaviour(CellType{}, {});
  const std::vector<std::uint64_t> id = {1, 2};
  const std::vector<std::uint8_t> phase = {0, 0};
  const std::vector<double> two = {0, 0}, one = {0};
  std::vector<double> a(2), b(2), c(2);
  EXPECT_THROW(behaviour.evaluate({id, phase, one, two, {}}, {a, b, c}), std::invalid_argument);
}

}  // namespace
}  // namespace cytotwin
