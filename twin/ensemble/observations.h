#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/forward.h"
#include "twin/ensemble/study.h"

namespace cytotwin {

/// One measured value with its error and where to read it off a simulation.
struct ObservedPoint {
  std::size_t condition = 0;
  std::size_t comparison = 0;  ///< index in the scenario's list
  std::size_t column = 0;      ///< of the series
  double minutes = 0;          ///< on the scenario's axis
  double value = 0;            ///< in the measured unit
  double error = 0;            ///< standard deviation, > 0
  bool censored = false;       ///< the value is a limit, and what was measured lies at or below
};

/// The data of a study. What is fitted comes from comparisons with calibrated = true under
/// conditions with fitted = true; the rest is kept out and only forecast.
struct StudyObservations {
  std::vector<ObservedPoint> fitted, kept_out;
  std::size_t before_start = 0;  ///< rows that lie before the first moment: left out
};

/// Reads the comparisons of every condition.
/// @throws InputError with all problems: unknown series, rows that cannot be read, points after the
///   end of the run, points without an error
StudyObservations read_observations(const Study& study, const SeriesShape& shape);

/// What a simulation says of a point, in the measured unit: linear between rows.
/// @param series  of the point's condition, shape (times, names)
double predicted(const ObservedPoint& point, const Comparison& comparison, const SeriesShape& shape,
                 std::span<const double> series);

/// What a series' value is in the measured unit. @param start  the series' value at its first row
double measured_value(const Comparison& comparison, double value, double start);

/// The whole curve of a comparison, one value a row of the series.
std::vector<double> predicted_curve(const Comparison& comparison, std::size_t column,
                                    const SeriesShape& shape, std::span<const double> series);

}  // namespace cytotwin
