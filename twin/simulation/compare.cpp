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

}  // namespace

ComparisonResult compare(const Comparison& comparison, const MeasuredPoints& points,
                         const SeriesTable& series) {
  ComparisonResult result;
  result.comparison = comparison;
  const std::vector<double>& times = series.columns.front();
  const std::vector<double>& values = column_of(series, comparison.series);
  if (times.empty()) return result;
  double squares = 0;
  for (std::size_t p = 0; p < points.time.size(); ++p) {
    if (points.time[p] <= times.front() || points.time[p] > times.back() + 1e-6) continue;
    const double simulated = interpolate(times, values, points.time[p]);
    const double error = simulated - points.mean[p];
    squares += error * error;
    if (points.sd[p] > 0) {
      ++result.with_spread;
      const double deviation = std::abs(error) / points.sd[p];
      result.largest_deviation_sd = std::max(result.largest_deviation_sd, deviation);
      if (deviation > 2) ++result.beyond_two_sd;
    }
    keep_point(points, p, result.points);
    result.simulated.push_back(simulated);
  }
  const std::size_t n = result.points.time.size();
  if (n > 0) result.rmse = std::sqrt(squares / static_cast<double>(n));
  if (comparison.gompertz && n >= 4) {
    std::vector<double> days;
    for (const double minutes : result.points.time) days.push_back(minutes / 1440);
    result.gompertz_rmse = fit_gompertz(days, result.points.mean).rmse;
  }
  return result;
}

void check_series_name(const Comparison& comparison, const SeriesTable& series) {
  const auto& names = series.names;
  if (std::find(names.begin(), names.end(), comparison.series) != names.end()) return;
  throw InputError({}, fmt::format("comparison: unknown series \"{}\"", comparison.series),
                   fmt::format("known here: {}", fmt::join(names, ", ")));
}

}  // namespace cytotwin
