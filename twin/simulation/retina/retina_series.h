#pragma once

#include <vector>

#include "agents/retina/retina_patch.h"
#include "core/frame.h"

namespace cytotwin {

/// The series that a patch of retina is followed by: what RetinaMeasures says, and HbA1c.
SeriesTable empty_retina_series();

/// One row of it. @param minutes  on the scenario's axis [min]; a1c  [%]
std::vector<double> retina_row(const RetinaMeasures& measures, double minutes, double a1c);

}  // namespace cytotwin
