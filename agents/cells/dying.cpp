#include "agents/cells/dying.h"

namespace cytotwin {

void begin_apoptosis(Population& population, std::size_t row) {
  population.state[row] = CellState::apoptotic;
  population.nuclear_solid_target[row] = 0;
  population.phase_time[row] = 0;
}

}  // namespace cytotwin
