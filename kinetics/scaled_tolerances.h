#pragma once

#include "kinetics/simulate.h"

namespace cytotwin {

/// Tolerances of the scale of each state, fixed for all that follows: `relative`, and absolute ones
/// of 1e-3 relative times the largest value that the state has in a first, rough run of the plan.
/// States that stay at 0 get 1e-15 relative. The plan's own tolerances are not looked at.
/// @throws KineticsError as simulate()
Tolerances scaled_tolerances(const Network& network, SimulationPlan plan, double relative);

}  // namespace cytotwin
