#include "twin/simulation/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

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

}  // namespace

ComparisonResult compare(const Comparison& comparison, const std::vector<MeasuredPoint>& points,
                         const SeriesTable& series) {
  ComparisonResult result;
  result.comparison = comparison;
  const std::vector<double>& times = series.columns.front();
  const std::vector<double>& values = column_of(series, comparison.series);
  if (times.empty()) return result;
  double squares = 0;
  for (const MeasuredPoint& point : points) {
    if (point.minutes <= times.front() || point.minutes > times.back() + 1e-6) continue;
    const double simulated = interpolate(times, values, point.minutes);
    const double error = simulated - point.mean;
    squares += error * error;
    if (point.sd && *point.sd > 0) {
      ++result.with_spread;
      const double deviation = std::abs(error) / *point.sd;
      result.largest_deviation_sd = std::max(result.largest_deviation_sd, deviation);
      if (deviation > 2) ++result.beyond_two_sd;
    }
    result.points.push_back(point);
    result.simulated.push_back(simulated);
  }
  if (!result.points.empty()) {
    result.rmse = std::sqrt(squares / static_cast<double>(result.points.size()));
  }
  return result;
}

}  // namespace cytotwin
