#include "core/grid.h"

#include <gtest/gtest.h>

namespace cytotwin {
namespace {

TEST(Grid, VoxelOfEveryCentreIsItsIndex) {
  const Grid grid{{3, 4, 5}, {10, 20, 30}, {-15, 5, 0}};

  for (std::size_t k = 0; k < 5; ++k) {
    for (std::size_t j = 0; j < 4; ++j) {
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(grid.voxel_of(grid.centre(i, j, k)), grid.index(i, j, k));
      }
    }
  }
}

TEST(Grid, PointsOutsideBelongToTheNearestVoxel) {
  const Grid grid{{2, 2, 2}, {10, 10, 10}, {0, 0, 0}};

  EXPECT_EQ(grid.voxel_of({-100, 5, 5}), 0U);
  EXPECT_EQ(grid.voxel_of({100, 100, 100}), 7U);
  EXPECT_FALSE(grid.contains({20, 5, 5}));
  EXPECT_TRUE(grid.contains({0, 0, 0}));
}

}  // namespace
}  // namespace cytotwin
