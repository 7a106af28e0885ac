#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <thread>

#include "tests/viz/files.h"
#include "viz/chart_data.h"
#include "viz/loader.h"

namespace cytotwin::testing {
namespace {

constexpr Part plot_part = {0.12, 0.12, 0.95, 0.85};

class Charts : public ::testing::Test {
 protected:
  Charts() {
    chart_.title = "Growth";
    chart_.x_title = "time [d]";
    chart_.y_title = "volume [mm³]";
  }
  Image draw() {
    viz_->draw_chart(chart_, folder_ / "chart.png");
    return read_png(folder_ / "chart.png");
  }

  Chart chart_;
  const std::unique_ptr<Viz> viz_ = load_viz();
  const TemporaryFolder folder_;
};

TEST_F(Charts, ALineRunsWhereItsValuesAre) {
  chart_.lines = {{"low", {0, 10}, {1, 1}, {}, false}, {"high", {0, 10}, {9, 9}, {}, false}};
  chart_.y_range = {0, 10};

  const Image image = draw();

  ASSERT_EQ(image.width, 1280);
  EXPECT_GT(count_near(image, palette(0), 2, {0.12, 0.12, 0.95, 0.3}), 1800U);
  EXPECT_EQ(count_near(image, palette(0), 2, {0.12, 0.3, 0.95, 0.85}), 0U);
  EXPECT_GT(count_near(image, palette(1), 2, {0.12, 0.6, 0.95, 0.87}), 1800U);
}

// 40 pixels of a sample a line, outside the plot: the key never covers data.
TEST_F(Charts, TheKeyStandsAboveThePlot) {
  chart_.lines = {{"model", {0, 10}, {1, 1}, {}, false}};
  chart_.y_range = {0, 10};

  EXPECT_GT(count_near(draw(), palette(0), 2, {0, 0.87, 1, 0.95}), 60U);
}

TEST_F(Charts, CalibratedPointsAreFilledAndHeldOutOnesOpen) {
  chart_.points = {{"fitted", {2}, {5}, {}, PointRole::calibrated, 1}};
  chart_.x_range = chart_.y_range = {0, 10};
  const Part marker = {0.2, 0.4, 0.35, 0.55};
  const std::size_t filled = count_near(draw(), palette(1), 2, marker);
  chart_.points[0].role = PointRole::held_out;
  const std::size_t open = count_near(draw(), palette(1), 2, marker);

  EXPECT_GT(filled, 70U);  // pi * 5.5^2 = 95 less the rim
  EXPECT_GT(open, 15U);
  EXPECT_LT(open, filled);
}

TEST_F(Charts, ErrorBarsReachOneDeviationUpAndDown) {
  chart_.points = {{"", {5}, {5}, {3}, PointRole::calibrated, 1}};
  chart_.x_range = chart_.y_range = {0, 10};

  const Image image = draw();

  // The plot is 794 pixels high and starts at 100: 2 is at 0.27 and 8 at 0.77 of the height.
  EXPECT_GT(count_near(image, palette(1), 40, {0.5, 0.25, 0.56, 0.29}), 8U);
  EXPECT_GT(count_near(image, palette(1), 40, {0.5, 0.74, 0.56, 0.8}), 8U);
  EXPECT_EQ(count_near(image, palette(1), 40, {0.5, 0.12, 0.56, 0.24}), 0U);
}

TEST_F(Charts, BandsAndSpansAreShaded) {
  chart_.bands = {{"90 %", {0, 10}, {4, 4}, {6, 6}, 1}};
  chart_.x_range = chart_.y_range = {0, 10};
  const Rgb tint = {245, 215, 191};  // a quarter of vermillion on white
  EXPECT_GT(count_near(draw(), tint, 3, plot_part), 100000U);

  chart_.bands.clear();
  chart_.spans = {{"drug", 2, 4}};
  EXPECT_GT(count_near(draw(), {231, 231, 231}, 3, plot_part), 80000U);
}

TEST_F(Charts, GapsInterruptALine) {
  const double gap = std::numeric_limits<double>::quiet_NaN();
  chart_.lines = {{"model", {0, 4, 5, 6, 10}, {5, 5, gap, 5, 5}, {}, false}};
  chart_.x_range = chart_.y_range = {0, 10};

  const Image image = draw();

  EXPECT_GT(count_near(image, palette(0), 2, {0.15, 0.4, 0.4, 0.6}), 500U);
  EXPECT_EQ(count_near(image, palette(0), 2, {0.5, 0.4, 0.56, 0.6}), 0U);
}

TEST_F(Charts, NothingToShowIsAnEmptyPlot) { EXPECT_GT(count_near(draw(), white, 0), 900000U); }

// The graphics context must not stay with the thread that drew first.
TEST_F(Charts, ThreadsMayTakeTurns) {
  chart_.lines = {{"model", {0, 10}, {1, 9}, {}, false}};
  const Image here = draw();
  Image there;

  std::thread([&] { there = draw(); }).join();

  EXPECT_TRUE(here.rgb == there.rgb);
  EXPECT_TRUE(draw().rgb == there.rgb);
}

TEST_F(Charts, DifferentLengthsNameTheCurve) {
  chart_.lines = {{"model", {0, 1, 2}, {5}, {}, false}};
  EXPECT_EQ(message_of<std::invalid_argument>([&] { draw(); }),
            "chart line \"model\": y has 1 values, x has 3");

  chart_.lines.clear();
  chart_.points = {{"measured", {1, 2}, {1, 2}, {0.1}}};
  EXPECT_EQ(message_of<std::invalid_argument>([&] { draw(); }),
            "chart points \"measured\": sd has 1 values, x has 2");
}

TEST(ChartRanges, StartAtZeroForValuesThatComeNearIt) {
  Chart chart;
  chart.lines = {{"", {0, 10}, {1, 101}, {}, false}};

  const ChartRanges ranges = chart_ranges(chart);

  EXPECT_EQ(ranges.x.low, 0);
  EXPECT_EQ(ranges.x.high, 10);
  EXPECT_EQ(ranges.y.low, 0);
  EXPECT_DOUBLE_EQ(ranges.y.high, 106);
}

TEST(ChartRanges, LeaveOutWhatALogarithmCannotShow) {
  Chart chart;
  chart.log_y = true;
  chart.lines = {{"", {0, 1, 2, 3}, {0, -1, 1, 100}, {}, false}};

  const ChartRanges ranges = chart_ranges(chart);

  EXPECT_EQ(ranges.x.low, 2);
  EXPECT_DOUBLE_EQ(ranges.y.low, 1 / std::pow(100, 0.05));
  EXPECT_DOUBLE_EQ(ranges.y.high, 100 * std::pow(100, 0.05));
}

TEST(ChartRanges, AskedForMustAscend) {
  Chart chart;
  chart.log_y = true;
  chart.y_range = {0, 1};

  EXPECT_EQ(message_of<std::invalid_argument>([&] { check_chart(chart); }),
            "chart y_range 0 to 1 (must be finite and ascending, and > 0 on a logarithmic axis)");
}

}  // namespace
}  // namespace cytotwin::testing
