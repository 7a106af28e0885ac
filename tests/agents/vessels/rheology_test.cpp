#include "agents/vessels/rheology.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cytotwin {
namespace {

// The printed formula worked out apart from this program, to five decimals.
TEST(Viscosity, IsThePublishedFormula) {
  struct Row {
    double diameter, at[5];
  };
  const double haematocrit[5] = {0, 0.2, 0.4, 0.45, 0.6};
  const Row rows[] = {{4, {1.9025, 8.92156, 15.94138, 17.69648, 22.96222}},
                      {6, {1.49938, 5.25077, 9.05173, 10.01156, 12.92039}},
                      {10, {1.26247, 2.65141, 5.00598, 5.87244, 9.82594}},
                      {20, {1.11979, 1.76174, 2.83806, 3.23108, 5.00832}},
                      {50, {1.0455, 1.4375, 2.06177, 2.28161, 3.23494}},
                      {100, {1.02237, 1.50326, 2.26456, 2.53154, 3.68374}}};
  for (const Row& row : rows) {
    for (int i = 0; i < 5; ++i) {
      EXPECT_NEAR(relative_viscosity(row.diameter, haematocrit[i]), row.at[i], 6e-6)
          << row.diameter << " um, H " << haematocrit[i];
    }
  }
}

// In a wide vessel at H = 0.45 the law's brackets close to m = 3.2.
TEST(Viscosity, TendsToBulkBlood) { EXPECT_NEAR(relative_viscosity(1e5, 0.45), 3.2, 1e-3); }

TEST(Viscosity, HasNoHoleWhereItsExponentPassesZero) {
  for (double d = 5; d < 12; d += 1e-3) {
    const double here = relative_viscosity(d, 0.4), next = relative_viscosity(d + 1e-3, 0.4);
    ASSERT_LT(std::abs(next - here), 5e-3) << d;
  }
}

TEST(CellShare, IsThePublishedFormula) {
  EXPECT_NEAR(cell_share(0.3, 10, 8, 8, 0.4), 0.20042, 1e-6);
  EXPECT_NEAR(cell_share(0.5, 8, 6, 8, 0.4), 0.569323, 1e-6);
  EXPECT_NEAR(cell_share(0.1, 6, 5, 5, 0.4), 0.000103, 1e-6);
}

TEST(CellShare, OfEqualBranchesIsHalf) { EXPECT_NEAR(cell_share(0.5, 9, 7, 7, 0.4), 0.5, 1e-15); }

TEST(CellShare, BranchOfLittleFlowGetsPlasmaOnly) {
  EXPECT_EQ(cell_share(0.05, 6, 5, 5, 0.4), 0);
  EXPECT_EQ(cell_share(0.95, 6, 5, 5, 0.4), 1);
}

TEST(CellShare, BothBranchesGetAll) {
  for (double f = 0.01; f < 1; f += 0.01) {
    const double a = cell_share(f, 7, 5, 6.5, 0.35), b = cell_share(1 - f, 7, 6.5, 5, 0.35);
    ASSERT_NEAR(a + b, 1, 1e-12) << f;
  }
}

}  // namespace
}  // namespace cytotwin
