#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agents/cells/population.h"

namespace cytotwin {

/// By row, 1 for live cells that somebody attacks who holds his targets
/// (AttackModel::holds_target); empty if no type does.
std::vector<std::uint8_t> held_rows(const Population& cells, std::span<const CellType> types);

}  // namespace cytotwin
