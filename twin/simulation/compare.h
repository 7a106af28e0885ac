#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/frame.h"
#include "twin/scenario/scenario.h"

namespace cytotwin {

/// One measured point.
struct MeasuredPoint {
  double minutes;            ///< on the scenario's time axis [min]
  double mean;               ///< in the series' unit
  std::optional<double> sd;  ///< spread of the replicates
};

/// A series held against measured points.
struct ComparisonResult {
  Comparison comparison;
  std::vector<MeasuredPoint> points;    ///< in order of time
  std::vector<double> simulated;        ///< at the points' times, linear between rows
  double rmse = 0;                      ///< over the points after the first moment
  double largest_deviation_sd = 0;      ///< |simulated - mean| / sd, over points with a spread
  std::size_t beyond_two_sd = 0;        ///< points further than 2 sd from the mean
  std::size_t with_spread = 0;          ///< points with sd > 0
  std::optional<double> gompertz_rmse;  ///< of a Gompertz curve fitted to the same points
};

/// The rows of a comparison's table that its filter keeps.
/// @throws InputError naming row and column of a value that is no number
std::vector<MeasuredPoint> read_points(const Comparison& comparison);

/// Points outside the simulated time, and the initial moment itself, do not count.
/// @throws std::invalid_argument if the series has no such column
ComparisonResult compare(const Comparison& comparison, const std::vector<MeasuredPoint>& points,
                         const SeriesTable& series);

}  // namespace cytotwin
