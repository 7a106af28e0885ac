#include "viz/ticks.h"

#include <gtest/gtest.h>

#include "viz/text.h"

namespace cytotwin::testing {
namespace {

using Labels = std::vector<std::string>;

TEST(Ticks, AreRoundNumbersWithinTheRange) {
  EXPECT_EQ(linear_ticks({0, 1}, 5).labels, (Labels{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}));
  EXPECT_EQ(linear_ticks({-130, 260}, 4).labels, (Labels{"−100", "0", "100", "200"}));
  EXPECT_EQ(linear_ticks({0.1, 38}, 6).labels, (Labels{"5", "10", "15", "20", "25", "30", "35"}));
}

TEST(Ticks, LargeAndSmallNumbersShareAFactor) {
  const Ticks large = linear_ticks({0, 1.2e6}, 4);
  EXPECT_EQ(large.factor, "×" + power_of_ten(6));
  EXPECT_EQ(large.labels, (Labels{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0", "1.2"}));

  const Ticks small = linear_ticks({2e-4, 9e-4}, 4);
  EXPECT_EQ(small.factor, "×" + power_of_ten(-4));
  EXPECT_EQ(small.labels, (Labels{"2", "4", "6", "8"}));
}

// Whatever the range: at least two, ascending, inside, and at most twice as many as wanted.
TEST(Ticks, AnyRangeHasSome) {
  for (double low = -7.3; low < 8; low += 1.37) {
    for (double width = 1e-3; width < 1e9; width *= 3.7) {
      const Ticks ticks = linear_ticks({low, low + width}, 5);
      ASSERT_GE(ticks.values.size(), 2U) << low << " + " << width;
      ASSERT_LE(ticks.values.size(), 11U) << low << " + " << width;
      ASSERT_GE(ticks.values.front(), low - 1e-6 * width);
      ASSERT_LE(ticks.values.back(), low + width + 1e-6 * width);
    }
  }
}

TEST(Ticks, OfALogarithmicAxisAreDecadesOrFiner) {
  EXPECT_EQ(log_ticks({0.01, 1000}).labels, (Labels{"0.01", "0.1", "1", "10", "100", "1000"}));
  EXPECT_EQ(log_ticks({30, 600}).labels, (Labels{"50", "100", "200", "500"}));
}

TEST(Ticks, RoundBelow) {
  EXPECT_DOUBLE_EQ(round_below(99), 50);
  EXPECT_DOUBLE_EQ(round_below(100), 100);
  EXPECT_DOUBLE_EQ(round_below(0.03), 0.02);
}

}  // namespace
}  // namespace cytotwin::testing
