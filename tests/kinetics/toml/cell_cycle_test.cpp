#include <gtest/gtest.h>

#include "tests/kinetics/toml/course.h"

namespace cytotwin {
namespace {

constexpr double hour = 60, day = 1440;

struct Cycle {
  double length, mass;  // [min], at division
};

/// The tenth cycle, when the first is forgotten.
Cycle cycle_of(double speed, double growth) {
  Course cell("cell_cycle");
  cell.set("speed", speed);
  cell.set("growth", growth);
  cell.run(12 * 2 * day, 1);
  const auto mass = [](const Course& of, const std::vector<double>& row) {
    return of.in(row, "divisions") >= 9 ? of.in(row, "m") : 0;
  };
  return {cell.first_reaches("divisions", 10) - cell.first_reaches("divisions", 9),
          cell.largest(mass).second};
}

TEST(CellCycle, TakesADayAndDividesAtItsMass) {
  const Cycle cycle = cycle_of(1.0 / 20, 5e-4);
  EXPECT_AS_STATED(cycle.length, 24.6 * hour);
  EXPECT_AS_STATED(cycle.mass, 0.84);
}

TEST(CellCycle, FollowsGrowthAndSpeed) {
  EXPECT_AS_STATED(cycle_of(1.0 / 15, 8e-4).length, 15.4 * hour);
  EXPECT_AS_STATED(cycle_of(1.0 / 25, 4e-4).length, 30.7 * hour);
}

TEST(CellCycle, StartsAsADaughter) {
  Course cell("cell_cycle");
  cell.run(2 * day, 1);
  EXPECT_AS_STATED(cell.first_reaches("divisions", 1), 24.6 * hour);
}

TEST(CellCycle, StopsWithoutGrowth) {
  Course cell("cell_cycle");
  cell.set("gate", 0);
  cell.run(30 * day, 10);
  EXPECT_EQ(cell.value("divisions"), 0);
}

// A tissue halves the mass by itself: then only the count tells of the event.
TEST(CellCycle, LeavesTheMassToATissueThatHalvesIt) {
  Course cell("cell_cycle");
  cell.set("keeps", 1);
  cell.run(1.5 * day, 1);
  EXPECT_EQ(cell.value("divisions"), 1);
  EXPECT_GT(cell.value("m"), 0.84);
  EXPECT_EQ(read_network(shipped_network("cell_cycle"))
                .quantities[*read_network(shipped_network("cell_cycle")).find("m")]
                .at_division,
            AtDivision::halved);
}

}  // namespace
}  // namespace cytotwin
