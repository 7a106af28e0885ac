#pragma once

#include "agents/tissue.h"
#include "twin/scenario/scenario.h"

namespace cytotwin {

/// Does to the tissue what the scenario's treatments say for the times in (after, until], in the
/// order in which they are written.
/// @param after, until  on the scenario's time axis [min]
/// @returns whether anything happened; the tissue is renewed then
/// @throws InputError as place_cells() does
bool treat(Tissue& tissue, const Scenario& scenario, double after, double until);

}  // namespace cytotwin
