#pragma once

#include <cstdint>
#include <vector>

#include "agents/cells/population.h"

namespace cytotwin {

/// Rows of a population along a Z-curve (Morton 1966) on a fixed lattice of 20 um; cells of one
/// lattice voxel follow each other by id.
///
/// A pure function of positions and ids, so a restarted run finds the same order. Coordinates
/// beyond +-2e7 um share the outermost voxel.
/// @returns order with order[r] = present row of the cell that belongs in row r
std::vector<std::uint32_t> space_filling_order(const Population& cells);

}  // namespace cytotwin
