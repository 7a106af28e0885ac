#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <stdexcept>

#include "agents/vessels/oxygen_column.h"

namespace cytotwin {
namespace {

// Without consumption and with one band the solution is a hyperbolic cosine above the choroid; with
// neither it is the choroid's value everywhere.
TEST(OxygenColumn, WithoutConsumptionAndVesselsIsTheChoroid) {
  RetinaColumn column = perifoveal_column();
  column.consumption.fill(0);
  ColumnSupply supply;
  supply.perfused = {0, 0, 0};
  for (const double p : solve_column(column, supply).oxygen) EXPECT_NEAR(p, 48, 1e-9);
}

// M everywhere, far above Km's reach, sealed at the top: P = P_choroid - M (L^2 - z^2) / (2 Dk).
TEST(OxygenColumn, OfConstantConsumptionIsAParabola) {
  RetinaColumn column = perifoveal_column();
  column.consumption.fill(0.2);
  ColumnSupply supply;
  supply.perfused = {0, 0, 0};
  RetinaOxygenConstants constants;
  constants.half_maximum = 1e-9;  // its share at 48 mmHg is 2e-11
  const OxygenProfile profile = solve_column(column, supply, constants);
  const double m = 0.2 * consumption_unit, length = total_thickness(column);
  for (std::size_t i = 0; i < profile.depth.size(); ++i) {
    const double z = profile.depth[i];
    const double exact = 48 - m * (length * length - z * z) / (2 * constants.permeability);
    // Centres of finite volumes are exact but for M h^2 / (8 Dk) at the fixed end.
    ASSERT_NEAR(profile.oxygen[i], exact, 1e-4) << z;
  }
}

// Second order: a quarter of the error for half the voxels' size (of edges that coincide with
// them).
TEST(OxygenColumn, ConvergesWithTheSquareOfTheVoxel) {
  const double fine = solve_column(perifoveal_column(), {}, {}, 3728).inner_half;
  const double coarse = solve_column(perifoveal_column(), {}, {}, 233).inner_half - fine;
  const double middle = solve_column(perifoveal_column(), {}, {}, 466).inner_half - fine;
  EXPECT_NEAR(coarse / middle, 4, 0.4);
}

// Design target 4, against macaque perifovea in the dark (Birol et al. 2007): within 1 SD.
TEST(OxygenColumn, MatchesTheMacaque) {
  const OxygenProfile dark = solve_column(perifoveal_column(), {});
  EXPECT_NEAR(dark.minimum, 3.8, 1.9);
  EXPECT_NEAR(dark.inner_half, 17.9, 7.8);
  EXPECT_NEAR(dark.outer_consumption, 4.6, 2.3);
  EXPECT_GE(dark.minimum_depth, 0.7);
  EXPECT_LE(dark.minimum_depth, 0.85);
  EXPECT_LT(dark.imbalance, 1e-10);
  EXPECT_GE(solve_column(in_light(perifoveal_column()), {}).minimum, 2 * dark.minimum);
}

// The calibration's own table (retina with a share of its capillaries), to its printed digits: half
// a unit of the last one for oxygen; the share below 10 mmHg is steep where the profile is flat.
TEST(OxygenColumn, GivesTheTableOfPerfusedShares) {
  struct Row {
    std::array<double, 3> perfused;
    double inner_half, hypoxic, minimum;
  };
  const Row rows[] = {{{1, 1, 1}, 17.9, 0, 3.7},
                      {{0.75, 0.75, 0.75}, 16.3, 0.12, 3.4},
                      {{0.5, 0.5, 0.5}, 13.4, 0.23, 2.9},
                      {{0.25, 0.25, 0.25}, 6.9, 1, 1.2},
                      {{0, 0, 0}, 0, 1, 0},
                      {{1, 1, 0}, 16.4, 0.04, 1.7},
                      {{1, 0, 0}, 11.3, 0.45, 0.7}};
  for (const Row& row : rows) {
    ColumnSupply supply;
    supply.perfused = row.perfused;
    const OxygenProfile profile = solve_column(perifoveal_column(), supply);
    EXPECT_NEAR(profile.inner_half, row.inner_half, 0.1) << row.perfused[2];
    EXPECT_NEAR(profile.minimum, row.minimum, 0.1) << row.perfused[2];
    EXPECT_NEAR(profile.hypoxic, row.hypoxic, 0.01) << row.perfused[2];
  }
  EXPECT_NEAR(solve_column(in_light(perifoveal_column()), {}).minimum, 10.5, 0.05);
  EXPECT_NEAR(solve_column(perifoveal_column(), {}).outer_consumption, 4.0, 0.05);
}

TEST(OxygenColumn, SaysWhichShareIsOutOfRange) {
  ColumnSupply supply;
  supply.perfused[1] = 1.5;
  try {
    solve_column(perifoveal_column(), supply);
    FAIL() << "took a share of 1.5";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "solve_column: perfused share is 1.5 (0 to 1)");
  }
}

TEST(MacularColumn, IsThePublishedAnatomyAtItsAnchors) {
  EXPECT_EQ(macular_column(3000).thickness, perifoveal_column().thickness);
  EXPECT_EQ(macular_column(3000).consumption, perifoveal_column().consumption);
  EXPECT_NEAR(macular_column(1000).thickness[1], 43, 1e-12);
  EXPECT_LT(macular_column(0).thickness[1], 3);
}

}  // namespace
}  // namespace cytotwin
