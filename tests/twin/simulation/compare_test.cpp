#include "twin/simulation/compare.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/errors.h"

namespace cytotwin {
namespace {

constexpr double day = 1440;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A radius that grows by 10 um a day from 100 um, known at days 0, 2 and 4.
SeriesTable straight_series() {
  return {{"minutes", "radius"}, {"min", "um"}, {{0, 2 * day, 4 * day}, {100, 120, 140}}};
}

Comparison of_radius() {
  Comparison comparison;
  comparison.series = "radius";
  return comparison;
}

TEST(Compare, InterpolatesBetweenRowsAndSumsSquares) {
  const MeasuredPoints points = {{1 * day, 3 * day}, {113, 126}, {4, 1}, {10, 10}};
  const ComparisonResult result = compare(of_radius(), points, straight_series());

  EXPECT_EQ(result.simulated, (std::vector<double>{110, 130}));
  EXPECT_DOUBLE_EQ(result.rmse, std::sqrt((9 + 16) / 2.0));
  EXPECT_EQ(result.with_spread, 2U);
  EXPECT_EQ(result.beyond_two_sd, 1U);
  EXPECT_DOUBLE_EQ(result.largest_deviation_sd, 4);
  ASSERT_EQ(result.baselines.size(), 1U);
  EXPECT_EQ(result.baselines[0].name, "unchanged");
}

// The start is given, not predicted; what lies beyond the end was not simulated.
TEST(Compare, LeavesOutTheStartAndWhatLiesOutside) {
  const MeasuredPoints points = {{0, 4 * day, 5 * day}, {0, 141, 0}, {1, 1, 1}, {5, 5, 5}};
  const ComparisonResult result = compare(of_radius(), points, straight_series());

  EXPECT_EQ(result.points.time, std::vector<double>{4 * day});
  EXPECT_DOUBLE_EQ(result.rmse, 1);
}

TEST(Compare, PointsWithoutASpreadCountInTheErrorAlone) {
  const MeasuredPoints points = {{1 * day, 2 * day}, {109, 119}, {nan, 0}, {1, 1}};
  const ComparisonResult result = compare(of_radius(), points, straight_series());

  EXPECT_DOUBLE_EQ(result.rmse, 1);
  EXPECT_EQ(result.with_spread, 0U);
  EXPECT_EQ(result.beyond_two_sd, 0U);
}

TEST(Compare, PutsAGompertzCurveOfTheSamePointsBeside) {
  Comparison comparison = of_radius();
  comparison.gompertz = true;
  MeasuredPoints points;
  for (int d = 1; d <= 4; ++d) {  // 200 exp(-ln 2 exp(-d / 5)): the fit's own curve
    points.time.push_back(d * day);
    points.mean.push_back(200 * std::exp(-std::log(2.0) * std::exp(-d / 5.0)));
    points.sd.push_back(nan);
    points.count.push_back(nan);
  }
  const ComparisonResult result = compare(comparison, points, straight_series());

  ASSERT_EQ(result.baselines.size(), 2U);
  EXPECT_EQ(result.baselines[1].name, "Gompertz");
  EXPECT_LT(result.baselines[1].rmse, 1e-3);  // three free parameters, four points on the curve
  EXPECT_GT(result.rmse, 1);
}

TEST(Compare, ScalesAndDividesByTheStart) {
  Comparison comparison = of_radius();
  comparison.scale = 20;
  const MeasuredPoints points = {{2 * day}, {5}, {1}, {1}};
  EXPECT_EQ(compare(comparison, points, straight_series()).simulated, std::vector<double>{6});

  comparison.offset = -0.5;
  EXPECT_EQ(compare(comparison, points, straight_series()).simulated, std::vector<double>{5.5});

  comparison.scale = 1;
  comparison.offset = 0;
  comparison.relative = true;
  const ComparisonResult result = compare(comparison, points, straight_series());
  EXPECT_EQ(result.curve, (std::vector<double>{1, 1.2, 1.4}));
  EXPECT_EQ(result.baselines[0].rmse, 4);  // 1 all the time
}

TEST(Compare, InterpolatesBetweenOtherGroups) {
  Comparison comparison = of_radius();
  comparison.interpolation = InterpolatedBaseline{"dose", "1", "2", 0.25};
  const NeighbouringGroups groups = {{{0, 2 * day}, {100, 120}, {0, 0}, {1, 1}},
                                     {{0, 2 * day}, {200, 200}, {0, 0}, {1, 1}}};
  const MeasuredPoints points = {{1 * day}, {130}, {1}, {1}};
  const ComparisonResult result = compare(comparison, points, straight_series(), groups);
  ASSERT_EQ(result.baselines.size(), 2U);
  EXPECT_EQ(result.baselines[1].name, "interpolated");
  EXPECT_DOUBLE_EQ(result.baselines[1].rmse, 2.5);  // 0.75 x 110 + 0.25 x 200
}

TEST(Compare, RefusesASeriesOfAnotherName) {
  Comparison comparison = of_radius();
  comparison.series = "radios";
  try {
    check_series_name(comparison, straight_series());
    FAIL() << "took a series that is not there";
  } catch (const InputError& error) {
    ASSERT_EQ(error.problems().size(), 1U);
    EXPECT_NE(error.problems()[0].message.find("radios"), std::string::npos);
    EXPECT_NE(error.problems()[0].hint.find("radius"), std::string::npos);
  }
  EXPECT_NO_THROW(check_series_name(of_radius(), straight_series()));
}

}  // namespace
}  // namespace cytotwin
