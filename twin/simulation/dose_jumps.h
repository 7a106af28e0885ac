#pragma once

#include <vector>

#include "kinetics/watched_run.h"
#include "twin/scenario/scenario.h"

namespace cytotwin {

/// All doses of a scenario with `[model]` that fall into its run, in the time of the network,
/// ascending; doses at the same moment in the scenario's order.
std::vector<StateJump> dose_jumps(const Scenario& scenario);

}  // namespace cytotwin
