#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agents/cells/population.h"
#include "agents/contacts/row_index.h"
#include "agents/mechanics/neighbours.h"
#include "core/parallel.h"

namespace cytotwin {

/// What a step of attacks needs to know.
struct AttackStep {
  std::span<const CellType> types;  ///< by Population::type
  const NeighbourList& neighbours;  ///< of the cells as they lie now
  const RowIndex& rows;             ///< likewise
  double reach = 1.25;              ///< no attack starts beyond, over the sum of radii [-]
  double step = 0.1;                ///< [min], > 0
  std::uint32_t step_index = 0;     ///< part of the random numbers' key
  std::uint64_t seed = 0;
};

struct AttackEvents {
  std::size_t starts = 0;
  std::size_t hits = 0;
  std::size_t kills = 0;  ///< cells that began to die of damage
};

/// One step of attacks, damage and repair (see AttackModel and DamageModel).
///
/// Every cell decides from the state at the start of the step, in parallel: attackers go on, hit or
/// let go, others choose a target. Then starts are taken in order of their times within the step
/// (an exclusive attacker whose target was taken earlier stays free), damage is added in order of
/// the attackers' ids, each hit less what is repaired of it in the rest of the step, and cells at
/// their lethal damage begin apoptosis. The same bytes for any number of threads and order of rows.
AttackEvents attack(Population& cells, const AttackStep& step, const Workers& workers);

}  // namespace cytotwin
