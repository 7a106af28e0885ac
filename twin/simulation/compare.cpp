#include "twin/simulation/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/errors.h"
#include "twin/simulation/gompertz.h"

namespace cytotwin {

namespace {

const std::vector<double>& column_of(const SeriesTable& series, const std::string& name) {
  const auto found = std::find(series.names.begin(), series.names.end(), name);
  if (found == series.names.end()) {
    throw std::invalid_argument(fmt::format("compare: the series has no column \"{}\"", name));
  }
  return series.columns[static_cast<std::size_t>(found - series.names.begin())];
}

double interpolate(const std::vector<double>& times, const std::vector<double>& values, double at) {
  const auto after = std::lower_bound(times.begin(), times.end(), at);
  if (after == times.begin()) return values.front();
  if (after == times.end()) return values.back();
  const auto j = static_cast<std::size_t>(after - times.begin());
  const double weight = (at - times[j - 1]) / (times[j] - times[j - 1]);
  return values[j - 1] + weight * (values[j] - values[j - 1]);
}

void keep_point(const MeasuredPoints& from, std::size_t p, MeasuredPoints& to) {
  to.time.push_back(from.time[p]);
  to.mean.push_back(from.mean[p]);
  to.sd.push_back(from.sd[p]);
  to.count.push_back(from.count[p]);
}

void put_curve(const SeriesTable& series, ComparisonResult& result) {
  const Comparison& comparison = result.comparison;
  result.time = series.columns.front();
  result.curve = column_of(series, comparison.series);
  if (result.curve.empty()) return;
  const double start = result.curve.front();
  const double unit = comparison.scale * (comparison.relative && start != 0 ? start : 1);
  for (double& value : result.curve) value = value / unit + comparison.offset;
}

void take_points(const MeasuredPoints& points, ComparisonResult& result) {
  for (std::size_t p = 0; p < points.time.size(); ++p) {
    if (points.time[p] <= result.time.front() || points.time[p] > result.time.back() + 1e-6) {
      continue;
    }
    keep_point(points, p, result.points);
    result.simulated.push_back(interpolate(result.time, result.curve, points.time[p]));
  }
}

double root_mean_square(const std::vector<double>& a, const std::vector<double>& b) {
  double squares = 0;
  for (std::size_t p = 0; p < a.size(); ++p) squares += (a[p] - b[p]) * (a[p] - b[p]);
  return a.empty() ? 0 : std::sqrt(squares / static_cast<double>(a.size()));
}

void count_deviations(ComparisonResult& result) {
  for (std::size_t p = 0; p < result.simulated.size(); ++p) {
    if (!(result.points.sd[p] > 0)) continue;
    ++result.with_spread;
    const double deviation =
        std::abs(result.simulated[p] - result.points.mean[p]) / result.points.sd[p];
    result.largest_deviation_sd = std::max(result.largest_deviation_sd, deviation);
    if (deviation > 2) ++result.beyond_two_sd;
  }
}

void put_baselines(const NeighbouringGroups& groups, ComparisonResult& result) {
  const MeasuredPoints& points = result.points;
  const std::vector<double> unchanged(points.mean.size(), result.curve.front());
  result.baselines.push_back({"unchanged", root_mean_square(unchanged, points.mean)});
  if (result.comparison.gompertz && points.time.size() >= 4) {
    std::vector<double> days;
    for (const double minutes : points.time) days.push_back(minutes / 1440);
    result.baselines.push_back({"Gompertz", fit_gompertz(days, points.mean).rmse});
  }
  if (!result.comparison.interpolation || groups.below.time.empty() || groups.above.time.empty()) {
    return;
  }
  const double weight = result.comparison.interpolation->weight_above;
  std::vector<double> between;
  for (const double t : points.time) {
    between.push_back((1 - weight) * interpolate(groups.below.time, groups.below.mean, t) +
                      weight * interpolate(groups.above.time, groups.above.mean, t));
  }
  result.baselines.push_back({"interpolated", root_mean_square(between, points.mean)});
}

}  // namespace

ComparisonResult compare(const Comparison& comparison, const MeasuredPoints& points,
                         const SeriesTable& series, const NeighbouringGroups& groups) {
  ComparisonResult result;
  result.comparison = comparison;
  put_curve(series, result);
  if (result.time.empty()) return result;
  take_points(points, result);
  if (result.points.time.empty()) return result;
  result.rmse = root_mean_square(result.simulated, result.points.mean);
  count_deviations(result);
  put_baselines(groups, result);
  return result;
}

ComparisonResult compare_with_file(const Comparison& comparison, const SeriesTable& series) {
  NeighbouringGroups groups;
  if (comparison.interpolation) {
    const InterpolatedBaseline& between = *comparison.interpolation;
    groups.below = read_measured_points(other_group(comparison, between.below));
    groups.above = read_measured_points(other_group(comparison, between.above));
  }
  return compare(comparison, read_measured_points(comparison), series, groups);
}

void check_series_name(const Comparison& comparison, const SeriesTable& series) {
  const auto& names = series.names;
  if (std::find(names.begin(), names.end(), comparison.series) != names.end()) return;
  throw InputError({}, fmt::format("comparison: unknown series \"{}\"", comparison.series),
                   fmt::format("known here: {}", fmt::join(names, ", ")));
}

}  // namespace cytotwin
