#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "agents/cells/control.h"
#include "agents/cells/population.h"
#include "agents/cells/variable.h"
#include "agents/mechanics/neighbours.h"
#include "core/grid.h"
#include "core/parallel.h"

namespace cytotwin {

/// Where signals are gathered from; what no signal asks for may be null or empty.
struct Surroundings {
  std::span<const CellType> types;
  std::span<const Variable> variables;  ///< by a signal's index
  const Grid& grid;
  std::span<const std::vector<double>> fields;  ///< one a substance
  const NeighbourList* neighbours = nullptr;    ///< of the cells as they lie now
  bool walls = false;                           ///< the faces of the grid are walls
  double minutes = 0;                           ///< simulated time [min]
};

/// Whether the signal counts neighbours.
bool is_contact(SignalKind kind);

/// Values of signals of all cells, shape (signals, cells), cells fastest. Two cells touch if they
/// are closer than the reach of their adhesion. Same bytes for any number of threads.
/// @throws std::invalid_argument for a signal that is known without gathering, or if what it needs
///         is not there
std::vector<double> gather_signals(const Population& cells, std::span<const Signal> signals,
                                   const Surroundings& around, const Workers& workers);

}  // namespace cytotwin
