#include "agents/retina/non_perfusion.h"

#include <gtest/gtest.h>

#include <numeric>

namespace cytotwin {
namespace {

TEST(NonPerfusion, GroupsOfSegmentsThatShareNodes) {
  // a path of five segments, 2 is not marked
  const std::vector<SegmentEnds> path = {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}};
  const std::vector<std::uint8_t> marked = {1, 0, 1, 1, 1};
  EXPECT_EQ(contiguous_groups(path, 6, marked), (std::vector<std::size_t>{3, 1}));
  EXPECT_DOUBLE_EQ(largest_contiguous_share(path, 6, marked), 0.75);
  EXPECT_EQ(largest_contiguous_share(path, 6, std::vector<std::uint8_t>(5, 0)), 0);
}

TEST(NonPerfusion, RandomMasksHaveTheirNumberAndDiffer) {
  std::vector<std::uint8_t> eligible(1000, 1);
  eligible[5] = 0;
  const std::vector<std::uint8_t> one = random_mask(eligible, 250, 1, 0);
  EXPECT_EQ(std::accumulate(one.begin(), one.end(), 0), 250);
  EXPECT_EQ(one[5], 0);
  EXPECT_EQ(random_mask(eligible, 250, 1, 0), one);
  EXPECT_NE(random_mask(eligible, 250, 1, 1), one);
}

TEST(NonPerfusion, AreasOfAnAngiogram) {
  constexpr ColumnGrid grid{50, 50, 20, 0, 0};
  std::vector<std::uint8_t> perfused(grid.size(), 1);
  const auto darken = [&](std::size_t x, std::size_t y, std::size_t side) {
    for (std::size_t j = y; j < y + side; ++j) {
      for (std::size_t i = x; i < x + side; ++i) perfused[i + 50 * j] = 0;
    }
  };
  darken(5, 5, 12);    // a lesion: what is more than 20 um inside is 10 x 10 columns
  darken(20, 20, 10);  // the fovea: 8 x 8
  darken(40, 40, 5);   // 3 x 3 is 0.0036 mm^2, too small
  const AngiogramMeasures seen = measure_angiogram(grid, perfused, 20, 0.01, 500, 500);
  EXPECT_NEAR(seen.non_perfused, 100 * 4e-4, 1e-12);
  EXPECT_NEAR(seen.foveal_avascular, 64 * 4e-4, 1e-12);
}

}  // namespace
}  // namespace cytotwin
