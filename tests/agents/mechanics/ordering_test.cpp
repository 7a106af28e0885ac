#include "agents/mechanics/ordering.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tests/agents/mechanics/balls.h"

namespace cytotwin {
namespace {

TEST(SpaceFillingOrder, IsAPureFunctionOfPositionsAndIds) {
  Population cells = random_balls(3000, 300, 5, 5, 5);
  cells.reorder(space_filling_order(cells));
  const auto sorted = cells.id;
  std::vector<std::uint32_t> reversed(cells.size());
  std::iota(reversed.rbegin(), reversed.rend(), 0U);
  cells.reorder(reversed);
  cells.reorder(space_filling_order(cells));

  EXPECT_EQ(cells.id, sorted);
}

TEST(SpaceFillingOrder, KeepsNeighboursCloseInMemory) {
  Population cells = random_balls(20000, 400, 5, 5, 5);
  const auto mean_gap = [&] {
    double sum = 0;
    for (std::size_t i = 1; i < cells.size(); ++i) {
      sum += norm(cells.position(i) - cells.position(i - 1));
    }
    return sum / static_cast<double>(cells.size());
  };
  const double before = mean_gap();
  cells.reorder(space_filling_order(cells));

  EXPECT_LT(mean_gap(), before / 8);  // 265 um between random points, about 25 along the curve
}

TEST(SpaceFillingOrder, CoincidentAndDistantCellsAreOrderedById) {
  Population cells;
  for (int i = 0; i < 4; ++i) add_ball(cells, {1e12, 0, 0}, 5);

  EXPECT_EQ(space_filling_order(cells), (std::vector<std::uint32_t>{0, 1, 2, 3}));
}

}  // namespace
}  // namespace cytotwin
