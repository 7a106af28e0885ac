#include "agents/cells/division.h"

namespace cytotwin {
namespace {

void halve(Population& population, std::size_t row) {
  const CellVolume volume = population.volume(row);
  population.set_volume(
      row, {0.5 * volume.fluid, 0.5 * volume.nuclear_solid, 0.5 * volume.cytoplasmic_solid});
  population.nuclear_solid_target[row] *= 0.5;
  for (auto& column : population.internalised) column[row] *= 0.5;
  for (ExtraColumn& column : population.extra) {
    if (column.at_division == AtDivision::halved) column.values[row] *= 0.5;
    if (column.at_division == AtDivision::reset) {
      column.values[row] = column.initial[population.type[row]];
    }
  }
}

// Of a cell that has its half: the target doubles first and is then shared.
void enter_phase(Population& population, std::size_t row, const CellType& type,
                 std::uint8_t phase) {
  population.phase[row] = phase;
  population.phase_time[row] = 0;
  if (type.cycle.phases[phase].doubles_volume) {
    population.nuclear_solid_target[row] = type.volume.nuclear_solid();
  }
}

void place(Population& population, std::size_t row, Vec3 centre) {
  population.x[row] = centre.x;
  population.y[row] = centre.y;
  population.z[row] = centre.z;
}

}  // namespace

std::size_t divide(Population& population, std::size_t row, const CellType& type, Vec3 direction,
                   std::optional<DaughterPhases> phases) {
  const std::uint8_t next = type.cycle.phases[population.phase[row]].next;
  const Vec3 centre = population.position(row);
  const Vec3 half = 0.5 * daughter_separation * population.radius[row] * direction;
  halve(population, row);
  population.old_vx[row] = population.old_vy[row] = population.old_vz[row] = 0;
  population.has_velocity[row] = 0;
  const std::size_t daughter = population.append_copy(row);
  enter_phase(population, row, type, phases ? phases->row : next);
  enter_phase(population, daughter, type, phases ? phases->added : next);
  place(population, row, centre - half);
  place(population, daughter, centre + half);
  return daughter;
}

}  // namespace cytotwin
