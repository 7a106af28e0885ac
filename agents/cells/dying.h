#pragma once

#include <cstddef>

#include "agents/cells/population.h"

namespace cytotwin {

/// A live cell begins to die by apoptosis: it will shrink and be removed as its type's model says.

void begin_apoptosis(Population& population, std::size_t row);

}  // namespace cytotwin
