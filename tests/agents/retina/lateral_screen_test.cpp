#include "agents/retina/lateral_screen.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace cytotwin {
namespace {

constexpr ColumnGrid grid{30, 20, 20, -300, -200};

TEST(LateralScreen, CosineModeIsDampedByItsEigenvalue) {
  const double length = 75, ratio = length / grid.spacing;
  const double kx = 2 * std::numbers::pi / 30, ky = 3 * std::numbers::pi / 20;
  const double damping = 1 + ratio * ratio * (2 - 2 * std::cos(kx) + 2 - 2 * std::cos(ky));
  std::vector<double> mode(grid.size());
  for (std::size_t c = 0; c < mode.size(); ++c) {
    mode[c] = std::cos(kx * (static_cast<double>(c % 30) + 0.5)) *
              std::cos(ky * (static_cast<double>(c / 30) + 0.5));
  }
  std::vector<double> out(grid.size());
  LateralScreen(grid, length).spread(mode, out);
  // round-off of a factor whose condition is below 1e3
  for (std::size_t c = 0; c < mode.size(); ++c) EXPECT_NEAR(out[c], mode[c] / damping, 1e-12);
}

TEST(LateralScreen, KeepsTheSum) {
  std::vector<double> source(grid.size(), 0);
  source[37] = 2;
  source[599] = 5;
  LateralScreen(grid, 300).spread(source, source);
  EXPECT_NEAR(std::accumulate(source.begin(), source.end(), 0.0), 7, 1e-11);
  for (const double value : source) EXPECT_GT(value, 0);
}

TEST(LateralScreen, NamesAWrongLength) {
  try {
    LateralScreen(grid, -1);
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_NE(std::string(error.what()).find("length -1"), std::string::npos);
  }
}

TEST(ColumnGrid, PointsFindTheirColumn) {
  EXPECT_EQ(grid.column_of(-299, -199), 0u);
  EXPECT_EQ(grid.column_of(grid.x(123), grid.y(123)), 123u);
  EXPECT_EQ(grid.column_of(1e6, 1e6), grid.size() - 1);
}

}  // namespace
}  // namespace cytotwin
