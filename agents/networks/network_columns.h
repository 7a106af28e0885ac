#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "agents/cells/cell_type.h"
#include "agents/cells/population.h"
#include "agents/networks/cell_network.h"

namespace cytotwin {

/// Where a network's numbers stand among the population's extra columns.
struct NetworkColumns {
  std::vector<std::size_t> states;     ///< one a state
  std::vector<std::size_t> varied;     ///< one a varied constant
  std::vector<std::size_t> former;     ///< one a jump: its signal at the last window
  std::vector<std::size_t> triggers;   ///< one an event: whether its trigger was true
  std::vector<std::size_t> ramped;     ///< one an input where they ramp: its last value
  std::size_t last_step;               ///< of the solver [the network's time]
  std::size_t entered;                 ///< 0 until the cell carries the network
  std::vector<std::size_t> variables;  ///< one an output
};

/// Gives the population the columns of a network; "network_NAME_QUANTITY" are its states.
/// @throws std::invalid_argument naming a variable that has no column
NetworkColumns add_network_columns(Population& cells, const CellNetwork& network,
                                   std::span<const CellType> types,
                                   std::span<const Variable> variables);

}  // namespace cytotwin
