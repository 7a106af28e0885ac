#include "agents/mechanics/integrator.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/errors.h"

namespace cytotwin {

namespace {

constexpr std::size_t block = 4096;

std::vector<MechanicsParameters> parameters_of(std::span<const CellType> types) {
  std::vector<MechanicsParameters> parameters;
  for (const CellType& type : types) parameters.push_back(type.mechanics);
  return parameters;
}

constexpr double moved_too_far = -1;  // in place of a cell's stiffness

// Wide enough that cells moving on their own do not call for a new list every other step; results
// do not depend on it.
double skin_of(std::span<const CellType> types) {
  constexpr double least = 1.5, most = 5;  // [um]
  double fastest = 0;                      // [um/min]
  for (const CellType& type : types) {
    if (type.motility) fastest = std::max(fastest, type.motility->speed);
  }
  constexpr double minute = 1;
  return std::clamp(fastest * minute, least, most);
}

}  // namespace

Mechanics::Mechanics(std::span<const CellType> types, ForceLaw law, const MechanicsSpace& space)
    : pairs_(parameters_of(types), law),
      types_(parameters_of(types)),
      space_(space),
      neighbours_(pairs_.reach(), skin_of(types)) {}

double Mechanics::move(Population& cells, double step, const ExtraVelocities& extra,
                       std::size_t begin, std::size_t end) {
  double largest = 0;
  for (std::size_t i = begin; i < end; ++i) {
    if (!types_[cells.type[i]].movable) continue;
    const double stiff = 2 * step * forces_.stiffness[i];
    const double scale = stiff > 1 ? 1 / stiff : 1;
    Vec3 now = {forces_.vx[i], forces_.vy[i], forces_.vz[i]};
    if (!extra.smooth.empty()) {
      now = now + Vec3{extra.smooth.x[i], extra.smooth.y[i], extra.smooth.z[i]};
    }
    now = scale * now;
    const Vec3 before =
        cells.has_velocity[i] ? Vec3{cells.old_vx[i], cells.old_vy[i], cells.old_vz[i]} : now;
    Vec3 shift = step * (1.5 * now - 0.5 * before);
    if (!extra.steady.empty()) {
      shift = shift + step * scale * Vec3{extra.steady.x[i], extra.steady.y[i], extra.steady.z[i]};
    }
    if (space_.planar) shift.z = 0;
    cells.x[i] += shift.x;
    cells.y[i] += shift.y;
    cells.z[i] += shift.z;
    if (space_.walls) keep_inside(cells, i, space_);
    cells.old_vx[i] = now.x;
    cells.old_vy[i] = now.y;
    cells.old_vz[i] = now.z;
    cells.has_velocity[i] = 1;
    const double length = norm(shift);
    if (!(length <= 2 * cells.radius[i])) {  // so that no number is seen too
      forces_.vx[i] = shift.x;
      forces_.vy[i] = shift.y;
      forces_.vz[i] = shift.z;
      forces_.stiffness[i] = moved_too_far;
      largest = INFINITY;
    }
    largest = std::max(largest, length);
  }
  return largest;
}

void Mechanics::throw_moved_too_far(const Population& cells, double step, double minutes) const {
  const auto found = std::find(forces_.stiffness.begin(), forces_.stiffness.end(), moved_too_far);
  if (found == forces_.stiffness.end()) throw RunError("cells move without bounds", minutes);
  const auto i = static_cast<std::size_t>(found - forces_.stiffness.begin());
  const Vec3 shift = {forces_.vx[i], forces_.vy[i], forces_.vz[i]};
  throw RunError(
      fmt::format("moved {:.4g} um in a mechanics step of {} min, more than its diameter; use a "
                  "shorter step, weaker forces or a lower speed",
                  norm(shift), step),
      minutes, cells.id[i],
      fmt::format("by ({:.4g}, {:.4g}, {:.4g}) um, radius {:.4g} um", shift.x, shift.y, shift.z,
                  cells.radius[i]));
}

const NeighbourList& Mechanics::neighbours_of(const Population& cells, double minutes,
                                              const Workers& workers) {
  neighbours_.update(cells, minutes, workers);
  return neighbours_;
}

void Mechanics::advance(Population& cells, double step, double minutes, const Workers& workers,
                        const ExtraVelocities& extra) {
  neighbours_.update(cells, minutes, workers);
  cell_forces(cells, neighbours_, pairs_, workers, forces_);
  if (space_.walls) add_wall_forces(cells, types_, space_, workers, forces_);
  largest_displacement_ = workers.max_blocks(
      cells.size(), block,
      [&](std::size_t begin, std::size_t end) { return move(cells, step, extra, begin, end); });
  if (!std::isfinite(largest_displacement_)) throw_moved_too_far(cells, step, minutes);
}

std::size_t Mechanics::bytes() const {
  return neighbours_.bytes() + 4 * forces_.vx.capacity() * sizeof(double);
}

}  // namespace cytotwin
