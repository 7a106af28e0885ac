#include "agents/cells/dying.h"

namespace cytotwin {

void begin_apoptosis(Population& population, std::size_t row) {
  population.state[row] = CellState::apoptotic;
  population.nuclear_solid_target[row] = 0;
  population.phase_time[row] = 0;
}

void begin_death(Population& population, std::size_t row, const CellType& type, CellState stage) {
  begin_apoptosis(population, row);
  population.state[row] = stage;
  if (stage == CellState::necrotic_swelling)
    population.rupture_volume[row] =
        type.death.necrosis.rupture_ratio * population.volume(row).total();
}

}  // namespace cytotwin
