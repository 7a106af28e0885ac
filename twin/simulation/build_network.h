#pragma once

#include "agents/networks/cell_network.h"
#include "twin/scenario/scenario.h"

namespace cytotwin {

/// The network of a section with its solver, as cells carry it.
/// @throws InputError if its first rough run, which settles the tolerances, fails
CellNetwork build_network(const KineticsSection& section, const Scenario& scenario);

}  // namespace cytotwin
