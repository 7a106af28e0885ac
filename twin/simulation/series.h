#pragma once

#include <string>
#include <vector>

#include "agents/tissue.h"
#include "core/frame.h"

namespace cytotwin {

/// The series that a tissue is followed by: names and units, one a column, "minutes" first.
/// Counts of cells by state and type, outer radius and structure of the tissue, least and mean
/// concentration in the domain, events since the start. With several types: live cells, volume
/// and the dead share of the volume of each; the mean of each variable over the live cells of a
/// type that has a distribution of it; median and 95 % quantile of the speed of each motile type.
SeriesTable empty_series(const Tissue& tissue);

/// One row of it. @param minutes  simulated time [min]
std::vector<double> observe_tissue(const Tissue& tissue, double minutes);

}  // namespace cytotwin
