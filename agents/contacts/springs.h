#pragma once

#include <span>

#include "agents/cells/population.h"
#include "agents/contacts/row_index.h"
#include "agents/mechanics/drift.h"

namespace cytotwin {

/// Velocities by which attackers and their targets pull each other (Ghaffarizadeh et al. 2018,
/// sample "cancer immune"): k (x_j - x_i) for either, k = sqrt(k_i k_j) of their elastic constants
/// (AttachmentModel::spring, or what a behaviour sets) [um/min]; nothing between two that are
/// linked already. Added to `drift`, pair by pair in order of the attackers' ids.
void add_attack_springs(const Population& cells, std::span<const CellType> types,
                        const RowIndex& rows, Drift& drift);

}  // namespace cytotwin
