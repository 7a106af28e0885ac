#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/frame.h"
#include "twin/scenario/comparison.h"
#include "twin/scenario/scenario.h"

namespace cytotwin {

/// What somebody without a model would say of the same points.
struct Baseline {
  std::string name;
  double rmse = 0;  ///< over the points it has a value for
};

/// A series held against measured points, in the unit of the measured column.
struct ComparisonResult {
  Comparison comparison;
  MeasuredPoints points;            ///< those within the simulated time
  std::vector<double> time, curve;  ///< the whole series: [min], in that unit
  std::vector<double> simulated;    ///< at the points' times, linear between rows
  double rmse = 0;                  ///< over the points after the first moment
  double largest_deviation_sd = 0;  ///< |simulated - mean| / sd, over points with a spread
  std::size_t beyond_two_sd = 0;    ///< points further than 2 sd from the mean
  std::size_t with_spread = 0;      ///< points with sd > 0
  /// "unchanged" (the value at the start), and as wanted "Gompertz" (fitted to the same points) and
  /// "interpolated" (between two other groups of the same file).
  std::vector<Baseline> baselines;
};

/// The points of the groups that an interpolated baseline lies between.
struct NeighbouringGroups {
  MeasuredPoints below, above;
};

/// Points outside the simulated time, and the initial moment itself, do not count.
/// @throws std::invalid_argument if the series has no such column
ComparisonResult compare(const Comparison& comparison, const MeasuredPoints& points,
                         const SeriesTable& series, const NeighbouringGroups& groups = {});

/// The same with the points read from the comparison's file.
/// @throws InputError as read_measured_points()
ComparisonResult compare_with_file(const Comparison& comparison, const SeriesTable& series);

/// @throws InputError naming the known columns if the series has none of the comparison's name
void check_series_name(const Comparison& comparison, const SeriesTable& series);

}  // namespace cytotwin
