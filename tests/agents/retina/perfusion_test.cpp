#include "agents/retina/perfusion.h"

#include <gtest/gtest.h>

#include <numeric>

namespace cytotwin {
namespace {

TEST(PerfusionMap, PiecesAddUpToTheSegments) {
  constexpr ColumnGrid grid{10, 10, 20, 0, 0};
  const std::vector<Vec3> from = {{5, 5, 0}, {100, 20, 3}}, to = {{155, 95, 0}, {100, 60, 3}};
  const PerfusionMap map(grid, from, to, std::vector<double>{1, 1}, 60);
  double first = 0, second = 0;
  for (const PerfusionMap::Piece& piece : map.pieces())
    (piece.segment == 0 ? first : second) += piece.length;
  EXPECT_NEAR(first, norm(to[0] - from[0]), 1e-10);
  EXPECT_NEAR(second, 40, 1e-10);
}

TEST(PerfusionMap, EveryOtherSegmentIsHalfOfTheSupply) {
  constexpr ColumnGrid grid{60, 60, 20, 0, 0};
  std::vector<Vec3> from, to;
  std::vector<std::uint8_t> every_other;
  for (int k = 0; k < 60; ++k) {
    from.push_back({0, 20.0 * k + 10, 0});
    to.push_back({1200, 20.0 * k + 10, 0});
    every_other.push_back(k % 2 == 0 ? 1 : 0);
  }
  PerfusionMap map(grid, from, to, std::vector<double>(60, 1), 100);
  map.solve(std::vector<std::uint8_t>(60, 1));
  EXPECT_NEAR(map.share()[1830], 1, 1e-12);
  map.solve(every_other);
  EXPECT_NEAR(map.share()[1830], 0.5, 0.02);  // lines 40 um apart, spread over 100 um
  map.solve(std::vector<std::uint8_t>(60, 0));
  EXPECT_EQ(map.share()[1830], 0);
  const std::vector<std::uint8_t> lit = map.lit(every_other);
  EXPECT_EQ(std::accumulate(lit.begin(), lit.end(), 0), 1800);
}

}  // namespace
}  // namespace cytotwin
