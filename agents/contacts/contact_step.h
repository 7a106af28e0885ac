#pragma once

#include <cstdint>
#include <span>

#include "agents/cells/population.h"
#include "agents/contacts/row_index.h"
#include "agents/mechanics/neighbours.h"

namespace cytotwin {

/// What a step of the processes between neighbours needs to know.
struct ContactStep {
  std::span<const CellType> types;  ///< by Population::type
  const NeighbourList& neighbours;  ///< of the cells as they lie now, all pairs within reach
  const RowIndex& rows;             ///< likewise
  double step = 0.1;                ///< [min], > 0
  std::uint32_t step_index = 0;     ///< part of the random numbers' key
  std::uint64_t seed = 0;
};

}  // namespace cytotwin
