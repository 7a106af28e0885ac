#pragma once

#include <cstddef>

#include "agents/cells/population.h"
#include "agents/contacts/contact_step.h"
#include "core/parallel.h"

namespace cytotwin {

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
AttackEvents attack(Population& cells, const ContactStep& step, const Workers& workers);

}  // namespace cytotwin
