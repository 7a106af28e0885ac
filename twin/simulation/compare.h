#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/frame.h"
#include "twin/scenario/comparison.h"
#include "twin/scenario/scenario.h"

namespace cytotwin {

/// A series held against measured points.
struct ComparisonResult {
  Comparison comparison;
  MeasuredPoints points;                ///< those within the simulated time
  std::vector<double> simulated;        ///< at the points' times, linear between rows
  double rmse = 0;                      ///< over the points after the first moment
  double largest_deviation_sd = 0;      ///< |simulated - mean| / sd, over points with a spread
  std::size_t beyond_two_sd = 0;        ///< points further than 2 sd from the mean
  std::size_t with_spread = 0;          ///< points with sd > 0
  std::optional<double> gompertz_rmse;  ///< of a Gompertz curve fitted to the same points
};

/// Points outside the simulated time, and the initial moment itself, do not count.
/// @throws std::invalid_argument if the series has no such column
ComparisonResult compare(const Comparison& comparison, const MeasuredPoints& points,
                         const SeriesTable& series);

/// @throws InputError naming the known columns if the series has none of the comparison's name
void check_series_name(const Comparison& comparison, const SeriesTable& series);

}  // namespace cytotwin
