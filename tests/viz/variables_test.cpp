#include "viz/variables.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>

namespace cytotwin::testing {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(Variables, DiameterIsTwiceTheRadius) {
  const std::vector<double> radius = {1.5, 4};
  FrameView frame;
  frame.radius = radius;

  EXPECT_EQ(find_cell_variable(frame, "diameter").values, (std::vector<double>{3, 8}));
  EXPECT_EQ(find_cell_variable(frame, "diameter").unit, "um");
}

TEST(Variables, RangeIsThatOfFiniteValues) {
  const std::vector<double> values = {nan, 2, -1, std::numeric_limits<double>::infinity()};

  const PictureRange range = colour_range({}, values);

  EXPECT_EQ(range.low, -1);
  EXPECT_EQ(range.high, 2);
}

TEST(Variables, EqualValuesAndNoneGetARangeToo) {
  const std::vector<double> equal = {4, 4}, none = {nan};

  EXPECT_DOUBLE_EQ(colour_range({}, equal).low, 3.8);
  EXPECT_DOUBLE_EQ(colour_range({}, equal).high, 4.2);
  EXPECT_EQ(colour_range({}, none).high, 1);
}

TEST(Variables, OnlyNamedCategoriesHaveAColour) {
  const CellVariable state{"state", "", {}, {"alive", "dead"}};

  EXPECT_EQ(colour_of(state, 1, {0, 1}), palette(1));
  EXPECT_EQ(colour_of(state, 2, {0, 1}), missing);
  EXPECT_EQ(colour_of(state, nan, {0, 1}), missing);
}

TEST(Colours, ThePaletteNeverRepeatsWithinItself) {
  std::set<int> seen;
  for (std::size_t i = 0; i < palette_size; ++i) {
    const Rgb colour = palette(i);
    EXPECT_TRUE(seen.insert(colour.r << 16 | colour.g << 8 | colour.b).second) << i;
  }
}

// A scale reads as more and less only if it grows lighter all along.
TEST(Colours, ViridisGrowsLighter) {
  const auto luminance = [](Rgb c) { return 0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b; };
  for (int i = 1; i <= 50; ++i) {
    EXPECT_GT(luminance(viridis(i / 50.0)), luminance(viridis((i - 1) / 50.0))) << i;
  }
}

}  // namespace
}  // namespace cytotwin::testing
