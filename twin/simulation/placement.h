#pragma once

#include <cstddef>

#include "agents/tissue.h"
#include "twin/scenario/scenario.h"

namespace cytotwin {

/// Places cells of a scenario in the tissue: those of its file, in their order, or in a shape on
/// the lattice, or uniformly at random in it and in the domain (random numbers of each new cell's
/// id); see Region for shapes. A cell of a file is at the beginning of its phase; its volume holds
/// at the start and then follows the model, whose targets are the type's. The caller renews the
/// tissue.
/// @returns how many cells
/// @throws InputError if no cell fits, or one would lie outside the domain
std::size_t place_cells(Tissue& tissue, const Scenario& scenario, const Placement& placement);

}  // namespace cytotwin
