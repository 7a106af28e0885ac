#include "agents/mechanics/neighbours.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/errors.h"
#include "tests/agents/mechanics/balls.h"

namespace cytotwin {
namespace {

std::vector<std::uint32_t> brute_force(const Population& cells, std::size_t i, double reach,
                                       double skin) {
  std::vector<std::uint32_t> rows;
  for (std::size_t j = 0; j < cells.size(); ++j) {
    const double limit = reach * (cells.radius[i] + cells.radius[j]) + skin;
    if (j != i && norm(cells.position(j) - cells.position(i)) < limit) {
      rows.push_back(static_cast<std::uint32_t>(j));
    }
  }
  return rows;
}

// Radii differ fourfold, so a grid sized by the mean would miss pairs.
TEST(NeighbourList, HoldsExactlyThePairsOfBruteForce) {
  const Population cells = random_balls(2000, 150, 3, 12, 11);
  NeighbourList list(1.25, 1.5);
  list.update(cells, 0, Workers(2));

  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto found = list.of(i);
    EXPECT_EQ(std::vector(found.begin(), found.end()), brute_force(cells, i, 1.25, 1.5)) << i;
  }
}

TEST(NeighbourList, IsKeptUntilHalfTheSkinIsUsed) {
  Population cells = random_balls(100, 60, 5, 5, 3);
  NeighbourList list(1.25, 2.0);
  const Workers workers(1);

  EXPECT_TRUE(list.update(cells, 0, workers));
  cells.x[7] += 0.9;
  EXPECT_FALSE(list.update(cells, 0, workers));
  cells.radius[7] += 0.2;  // reach grows by 0.25 um more
  EXPECT_TRUE(list.update(cells, 0, workers));
  list.invalidate();
  EXPECT_TRUE(list.update(cells, 0, workers));
}

TEST(NeighbourList, TakesNoCellsAndFarApartOnes) {
  Population cells;
  NeighbourList list(1.25, 1.5);
  list.update(cells, 0, Workers(1));
  EXPECT_EQ(list.pairs(), 0U);

  add_ball(cells, {-1e6, 0, 0}, 5);
  add_ball(cells, {1e6, 1e6, -1e6}, 5);
  list.update(cells, 0, Workers(1));
  EXPECT_EQ(list.pairs(), 0U);
}

TEST(NeighbourList, RefusesAHeapOfCellsOnOnePoint) {
  Population cells;
  for (int i = 0; i < 5000; ++i) add_ball(cells, {0, 0, 0}, 5);
  NeighbourList list(1.25, 1.5);
  try {
    list.update(cells, 60, Workers(1));
    FAIL() << "took 5000 cells on one point";
  } catch (const RunError& error) {
    EXPECT_STREQ(error.what(),
                 "cell 0 at 60 min: more than 4096 neighbours: cells lie on one point (state: at "
                 "(0, 0, 0) um, radius 5 um)");
  }
}

}  // namespace
}  // namespace cytotwin
