#include <gtest/gtest.h>

#include "tests/kinetics/toml/course.h"

namespace cytotwin {
namespace {

constexpr double hour = 60, day = 1440;

Course stimulated(double antigen, double pd1, double interleukin, double span) {
  Course cell("t_cell");
  cell.set("a", antigen);
  cell.set("B", pd1);
  cell.set("i", interleukin);
  cell.run(span, 10);
  return cell;
}

TEST(TCell, DividesAfterADayThenTwiceADayWithInterleukin2) {
  const Course cell = stimulated(1, 0, 1, 3 * day);
  const double first = cell.first_reaches("Dv", 1), second = cell.first_reaches("Dv", 2),
               third = cell.first_reaches("Dv", 3);
  EXPECT_AS_STATED(first, 21.5 * hour);
  EXPECT_AS_STATED(second - first, 12 * hour);
  EXPECT_AS_STATED(third - second, 12 * hour);
}

TEST(TCell, DividesEveryOtherDayWithoutInterleukin2) {
  const Course cell = stimulated(1, 0, 0, 5 * day);
  const double first = cell.first_reaches("Dv", 1), second = cell.first_reaches("Dv", 2);
  EXPECT_AS_STATED(first, 47 * hour);
  EXPECT_AS_STATED(second - first, 47 * hour);
}

TEST(TCell, PutsOutLessInterferonUnderPdl1) {
  const double no_ligand = stimulated(1, 0, 1, day).value("mI");
  EXPECT_AS_STATED(no_ligand, 0.37);
  EXPECT_AS_STATED(stimulated(1, 1, 1, day).value("mI"), 0.19);
  EXPECT_AS_STATED(stimulated(1, 0.1, 1, day).value("mI"), 0.37);  // 90 % of PD-1 occupied
}

TEST(TCell, FeelsPdl1MostUnderWeakAntigen) {
  EXPECT_AS_STATED(stimulated(0.2, 0, 1, day).value("mI"), 0.22);
  EXPECT_AS_STATED(stimulated(0.2, 1, 1, day).value("mI"), 0.025);
}

TEST(TCell, TiresOverTwoWeeksOfAntigen) {
  Course cell = stimulated(1, 0, 1, 3 * day);
  EXPECT_AS_STATED(cell.value("X"), 0.10);
  cell.run(4 * day, 10);
  EXPECT_AS_STATED(cell.value("X"), 0.52);
  cell.run(7 * day, 10);
  EXPECT_AS_STATED(cell.value("X"), 0.81);
}

TEST(TCell, StaysTiredWhenPd1IsBlocked) {
  Course cell = stimulated(1, 1, 1, 10 * day);
  const double before = cell.value("X");
  ASSERT_GT(before, 0.5);
  cell.set("B", 0);
  cell.run(7 * day, 10);
  EXPECT_GE(cell.value("X"), before);
}

TEST(TCell, RestsWithoutAntigen) {
  const Course cell = stimulated(0, 0, 0, 7 * day);
  for (const char* quiet : {"Z", "N", "E", "Ac", "mI", "m2", "X", "Dv"}) {
    EXPECT_EQ(cell.value(quiet), 0) << quiet;
  }
  EXPECT_NEAR(cell.value("Pd"), 0.1, 1e-9);
}

TEST(TCell, KeepsGranulesForHitsWhereATissueTakesThem) {
  Course cell("t_cell");
  cell.set("a", 1);
  const double with_use = [&] {
    Course own = cell;
    own.run(day, 10);
    return own.value("Gr");
  }();
  cell.set("granule_use", 0);
  cell.run(day, 10);
  EXPECT_LT(with_use, 0.1);
  EXPECT_GT(cell.value("Gr"), 0.8);
}

}  // namespace
}  // namespace cytotwin
