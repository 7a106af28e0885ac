#pragma once

#include <cstddef>

#include "agents/cells/population.h"

namespace cytotwin {

/// A live cell begins to die by apoptosis: it will shrink and be removed as its type's model says.
void begin_apoptosis(Population& population, std::size_t row);

/// A live cell comes to the beginning of a stage of death; not of CellState::live.
void begin_death(Population& population, std::size_t row, const CellType& type, CellState stage);

}  // namespace cytotwin
