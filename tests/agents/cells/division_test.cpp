#include "agents/cells/division.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/agents/cells/tissue.h"

namespace cytotwin {
namespace {

// 1000 cells of the Ki67 basic cycle in K, with odd volumes, places and contents.
Population dividing_cells(const CellType& type) {
  Population population;
  population.internalised.resize(2);
  RandomStream random(5, 0, 0, Purpose::placement);
  for (int i = 0; i < 1000; ++i) {
    const std::size_t row = population.add(
        type, 0, {1e3 * random.normal(), 1e3 * random.normal(), 1e3 * random.normal()});
    set_cycle_position(population, row, type, {1, 930 * random.uniform()});
    population.internalised[0][row] = random.uniform();
    population.internalised[1][row] = 1e-9 * random.uniform();
    population.has_velocity[row] = 1;
  }
  return population;
}

// Positions are of the order of 1e3 um; centre -/+ half and their mean round three times, so the
// centre of mass moves by at most a few ulps: 1e-13 relative. Halves are exact: EXPECT_EQ.
TEST(Division, ConservesCentreOfMassVolumeAndContents) {
  CellType type;
  type.cycle = ki67_basic_cycle();
  const Population before = dividing_cells(type);
  Population after = before;
  for (std::size_t i = 0; i < before.size(); ++i) {
    RandomStream random(9, before.id[i], 0, Purpose::division_direction);
    const std::size_t j = divide(after, i, type, random.direction());

    const Vec3 old_centre = before.position(i);
    const Vec3 centre = 0.5 * (after.position(i) + after.position(j));
    EXPECT_LT(norm(centre - old_centre), 1e-13 * (norm(old_centre) + before.radius[i]));
    EXPECT_EQ(after.fluid[i] + after.fluid[j], before.fluid[i]);
    EXPECT_EQ(after.nuclear_solid[i] + after.nuclear_solid[j], before.nuclear_solid[i]);
    EXPECT_EQ(after.cytoplasmic_solid[i] + after.cytoplasmic_solid[j], before.cytoplasmic_solid[i]);
    for (std::size_t s = 0; s < 2; ++s) {
      EXPECT_EQ(after.internalised[s][i] + after.internalised[s][j], before.internalised[s][i]);
    }
    EXPECT_NEAR(norm(after.position(j) - after.position(i)), 1.5 * before.radius[i],
                1e-13 * (norm(old_centre) + before.radius[i]));
  }
}

TEST(Division, DaughtersAreAlikeAndStartTheNextPhase) {
  CellType type;
  type.cycle = ki67_basic_cycle();
  Population population = dividing_cells(type);
  const std::uint64_t fresh = population.next_id;
  const std::size_t daughter = divide(population, 3, type, {0, 0, 1});

  EXPECT_EQ(population.id[3], 3U);
  EXPECT_EQ(population.id[daughter], fresh);
  for (const std::size_t row : {std::size_t{3}, daughter}) {
    EXPECT_EQ(population.phase[row], 0);
    EXPECT_EQ(population.phase_time[row], 0.0);
    EXPECT_EQ(population.nuclear_solid_target[row], 135.0);
    EXPECT_EQ(population.has_velocity[row], 0);
    EXPECT_EQ(population.radius[row], radius_of(population.volume(row).total()));
  }
}

TEST(Division, TargetsDoubleOnEnteringLiveAndAreThenShared) {
  const CellType type;
  Population population;
  const std::size_t row = population.add(type, 0, {});
  set_cycle_position(population, row, type, {0, 500});
  const std::size_t daughter = divide(population, row, type, {1, 0, 0});
  // doubled on entry of live, then shared: each grows from half the type's volume to all of it
  EXPECT_EQ(population.nuclear_solid_target[row], 135.0);
  EXPECT_EQ(population.nuclear_solid_target[daughter], 135.0);
}

}  // namespace
}  // namespace cytotwin
