#include "agents/retina/hypoxia.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "agents/retina/glycaemia.h"

namespace cytotwin {
namespace {

constexpr ColumnGrid grid{40, 40, 20, 0, 0};
const std::vector<double> healthy(grid.size(), 18);

TEST(VegfMap, HealthyAndAnoxicPatchesAreTheEndsOfTheScale) {
  const VegfConstants constants;
  VegfMap map(grid, constants, healthy);
  const std::vector<double> all(grid.size(), 1);
  map.solve(healthy, all);
  // round-off of the sparse factor
  EXPECT_NEAR(map.level()[77], 1, 1e-11);
  EXPECT_NEAR(map.excess(77, 1), 0, 1e-11);
  map.solve(std::vector<double>(grid.size(), 0), all);
  EXPECT_NEAR(map.excess(77, 1), 1, 1e-11);
  EXPECT_NEAR(map.secretion_ratio(), 11 / constants.secretion(18), 1e-12);
  EXPECT_EQ(map.excess(77, 0.1), 0) << "a drug that binds nine tenths";
}

TEST(VegfMap, AHypoxicSpotIsFeltAboutItsLengthAway) {
  VegfConstants constants;
  VegfMap map(grid, constants, healthy);
  std::vector<double> pressure = healthy;
  const std::size_t spot = 20 + 40 * 20;
  pressure[spot] = 0;
  map.solve(pressure, std::vector<double>(grid.size(), 1));
  EXPECT_GT(map.excess(spot, 1), map.excess(spot + 1, 1));
  EXPECT_GT(map.excess(spot + 1, 1), 2 * map.excess(spot + 5, 1));
  EXPECT_GT(map.excess(spot + 5, 1), 0);
}

TEST(VegfConstants, HalfAtItsHalfPressure) {
  const VegfConstants constants;
  EXPECT_DOUBLE_EQ(constants.hypoxia(constants.half_pressure), 0.5);
  EXPECT_DOUBLE_EQ(constants.hypoxia(-1), 1);
}

TEST(GlycaemicDrive, TrialExponentsAndMemory) {
  GlycaemicDrive drive;
  // DCCT: 9.1 against 7.2 per cent, 72 per cent less
  EXPECT_NEAR(1 - drive.present(7.2) / drive.present(9.1), 0.72, 0.005);
  drive.memory_share = 0.5;
  const double memory = drive.remembered(drive.present(9), 7, drive.memory_time);
  EXPECT_NEAR(memory, 1 + (drive.present(9) - 1) * std::exp(-1.0), 1e-12);
  EXPECT_NEAR(drive.drive(memory, 7), (1 + memory) / 2, 1e-12);
  const double twice = drive.remembered(drive.remembered(2, 8, 100), 8, 265);
  EXPECT_NEAR(twice, drive.remembered(2, 8, 365), 1e-12);
}

TEST(HbA1cHistory, HoldsEachValueFromItsDay) {
  const HbA1cHistory history{{0, 100, 200}, {7, 8, 9}};
  EXPECT_EQ(history.at(0), 7);
  EXPECT_EQ(history.at(99.9), 7);
  EXPECT_EQ(history.at(100), 8);
  EXPECT_EQ(history.at(1e4), 9);
}

}  // namespace
}  // namespace cytotwin
