#pragma once

#include <string>
#include <utility>
#include <vector>

#include "agents/retina/retina_patch.h"
#include "core/frame.h"

namespace cytotwin {

/// The series that a patch of retina is followed by: what RetinaMeasures says, and HbA1c, and
/// what the rest of the eye shows.
/// @param eye  names and units of what the rest of the eye shows, behind the rest
SeriesTable empty_retina_series(const std::vector<std::pair<std::string, std::string>>& eye = {});

/// One row of it. @param minutes  on the scenario's axis [min]; a1c  [%]
std::vector<double> retina_row(const RetinaMeasures& measures, double minutes, double a1c);

}  // namespace cytotwin
