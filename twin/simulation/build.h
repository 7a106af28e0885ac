#pragma once

#include "agents/tissue.h"
#include "twin/scenario/scenario.h"

namespace cytotwin {

/// The tissue that a scenario describes, with its cells placed.
///
/// Placement draws are keyed by the cell's id, so adding a placement at the end of a scenario
/// leaves the cells of the others as they were.
/// @throws InputError if a placement leaves no cell or puts one outside the domain
Tissue build_tissue(const Scenario& scenario);

}  // namespace cytotwin
