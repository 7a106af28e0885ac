#pragma once

#include <vector>

#include "core/errors.h"
#include "twin/scenario/csv.h"
#include "twin/scenario/scenario.h"

namespace cytotwin {

/// The measured points of a comparison, times not falling. Rows without a time or mean are left
/// out.
struct MeasuredPoints {
  std::vector<double> time;   ///< on the scenario's clock labels [min]
  std::vector<double> mean;   ///< in the series' unit
  std::vector<double> sd;     ///< in the series' unit; NaN where missing
  std::vector<double> count;  ///< NaN where missing
};

/// @throws InputError with every text in a number's place, negative value, falling time and
///   missing column, and if no row is as `where` wants it
MeasuredPoints read_measured_points(const Comparison& comparison);

/// The same of a table that is already read; `problems` in the file are added, columns must exist.
MeasuredPoints measured_points(const Comparison& comparison, const CsvTable& table,
                               std::vector<InputProblem>& problems);

}  // namespace cytotwin
