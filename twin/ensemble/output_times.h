#pragma once

#include <vector>

#include "twin/scenario/scenario.h"

namespace cytotwin {

/// Moments at which a simulation of the scenario adds a row to its series: from the start on every
/// output.series [min, on the scenario's axis].
std::vector<double> output_times(const Scenario& scenario);

}  // namespace cytotwin
