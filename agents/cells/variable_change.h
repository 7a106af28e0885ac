#pragma once

#include <span>

#include "agents/cells/cell_type.h"
#include "agents/cells/population.h"
#include "core/parallel.h"

namespace cytotwin {

/// Advances the variables of all cells by a step [min]: v' = rate - decay v, solved exactly for the
/// rate that rules last set (ControlKind::variable_rate) or else that of the type; of the dead
/// v' = -dead_decay v. A cell born within the step changes over the whole of it, as its mother
/// would have.
void change_variables(Population& cells, std::span<const CellType> types,
                      std::span<const Variable> variables, double step, const Workers& workers);

}  // namespace cytotwin
