#pragma once

#include <span>

#include "agents/cells/population.h"
#include "agents/mechanics/drift.h"
#include "agents/mechanics/neighbours.h"
#include "core/parallel.h"

namespace cytotwin {

/// Velocities by which attackers head for what they may attack (Luque et al. 2024, Sci Rep
/// 14:12307, and its re-implementation CARTopiaX): for a live cell i with AttackModel::pull k the
/// sum of k (x_j - x_i) over all cells j of types that its own type attacks, live or dead, attacked
/// or not, further than `pull_beyond`, nearer than `pull_within` and within reach [um/min]. The
/// cells j feel nothing of it. Added to `drift` in the order of the neighbours' rows, as pair
/// forces are.
void add_pull(const Population& cells, std::span<const CellType> types,
              const NeighbourList& neighbours, const Workers& workers, Drift& drift);

}  // namespace cytotwin
