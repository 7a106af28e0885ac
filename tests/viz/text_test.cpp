#include "viz/text.h"

#include <gtest/gtest.h>

namespace cytotwin::testing {
namespace {

TEST(Text, UnitsAreWrittenForTheEye) {
  ASSERT_TRUE(has_full_font()) << "install fonts-dejavu-core";
  EXPECT_EQ(pretty_unit("um^2/min"), "µm²/min");
  EXPECT_EQ(pretty_unit("1/min"), "1/min");
  EXPECT_EQ(pretty_unit("umol/um^3"), "µmol/µm³");
  EXPECT_EQ(pretty_unit("min^-1"), "min⁻¹");
  EXPECT_EQ(pretty_unit("mumble"), "mumble");
  EXPECT_EQ(pretty_variable("nuclear_solid", "um^3"), "nuclear solid [µm³]");
  EXPECT_EQ(pretty_variable("pressure", ""), "pressure");
}

TEST(Text, TimesUseTheUnitOneWouldSay) {
  EXPECT_EQ(time_label(45), "t = 45 min");
  EXPECT_EQ(time_label(330), "t = 5.5 h");
  EXPECT_EQ(time_label(3.5 * 1440), "t = 3 d 12 h");
  EXPECT_EQ(time_label(1440 * 2 - 1e-9), "t = 2 d 0 h");
}

TEST(Text, NumbersHaveARealMinusAndNoMinusZero) {
  EXPECT_EQ(number_text(-4.54, 1), "−4.5");
  EXPECT_EQ(number_text(-0.04, 1), "0.0");
  EXPECT_EQ(place_text(-1e-14), "0");
  EXPECT_EQ(place_text(12.04), "12");
  EXPECT_EQ(grouped(1234567), "1 234 567");
  EXPECT_EQ(grouped(999), "999");
}

TEST(Text, LongTextIsShortenedToTheWidth) {
  const TextStyle style{18};
  const std::string text = "very long label with µ and ² in it";

  const std::string shown = fitted(text, style, 120);

  EXPECT_LE(text_width(shown, style), 120);
  EXPECT_TRUE(shown.ends_with("…")) << shown;
  EXPECT_TRUE(shown.starts_with("very")) << shown;
  EXPECT_EQ(fitted("short", style, 120), "short");
}

}  // namespace
}  // namespace cytotwin::testing
