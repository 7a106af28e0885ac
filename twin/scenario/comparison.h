#pragma once

#include <vector>

#include "core/errors.h"
#include "twin/scenario/csv.h"
#include "twin/scenario/scenario.h"

namespace cytotwin {

/// The measured points of a comparison in the unit of its column, times not falling. Rows without
/// a time or mean are left out.
struct MeasuredPoints {
  std::vector<double> time;  ///< on the scenario's clock labels [min]
  std::vector<double> mean;
  std::vector<double> sd;     ///< NaN where missing
  std::vector<double> count;  ///< NaN where missing
};

/// The comparison of the group of rows that has another text in the interpolation's column.
Comparison other_group(const Comparison& comparison, const std::string& text);

/// @throws InputError with every text in a number's place, negative time, sd or count, falling time
///   and missing column, and if no row is as `where` wants it
MeasuredPoints read_measured_points(const Comparison& comparison);

/// The same of a table that is already read; `problems` in the file are added, columns must exist.
MeasuredPoints measured_points(const Comparison& comparison, const CsvTable& table,
                               std::vector<InputProblem>& problems);

}  // namespace cytotwin
