#include "agents/mechanics/integrator.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "agents/cells/controlled.h"
#include "agents/mechanics/cell_coefficients.h"
#include "core/errors.h"

namespace cytotwin {

namespace {

std::vector<MechanicsParameters> parameters_of(std::span<const CellType> types) {
  std::vector<MechanicsParameters> parameters;
  for (const CellType& type : types) parameters.push_back(type.mechanics);
  return parameters;
}

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
      types_(types.begin(), types.end()),
      space_(space),
      neighbours_(pairs_.reach(), skin_of(types)) {}

/// The first cell that moved by more than its diameter, whichever thread finds one first.
class Mechanics::TooFar {
 public:
  void note(std::size_t row, Vec3 shift) {
    const std::lock_guard lock(guard_);
    if (row < row_) std::tie(row_, shift_) = std::pair(row, shift);
  }
  void throw_if_any(const Population& cells, double step, double minutes) const {
    if (row_ == nobody) return;
    throw RunError(
        fmt::format("moved {:.4g} um in a mechanics step of {} min, more than its diameter; use a "
                    "shorter step, weaker forces or a lower speed",
                    norm(shift_), step),
        minutes, cells.id[row_],
        fmt::format("by ({:.4g}, {:.4g}, {:.4g}) um, radius {:.4g} um", shift_.x, shift_.y,
                    shift_.z, cells.radius[row_]));
  }

 private:
  static constexpr std::size_t nobody = SIZE_MAX;
  std::mutex guard_;
  std::size_t row_ = nobody;
  Vec3 shift_{};
};

double Mechanics::move(Population& cells, double step, const ExtraVelocities& extra,
                       const CellForces& forces, TooFar& too_far) const {
  double largest = 0;
  const Controlled movable(cells, types_, {ControlKind::movable, 0});
  for (std::size_t i = forces.first, place = 0; i < forces.end; ++i, ++place) {
    if (!(movable(i) > 0.5)) {
      cells.has_velocity[i] = 0;
      continue;
    }
    const double stiff = 2 * step * forces.stiffness[place];
    const double scale = stiff > 1 ? 1 / stiff : 1;
    Vec3 now = {forces.vx[place], forces.vy[place], forces.vz[place]};
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
    if (!(length <= 2 * cells.radius[i])) too_far.note(i, shift);  // no number is too far as well
    largest = std::max(largest, length);
  }
  return largest;
}

void Mechanics::update_neighbours(const Population& cells, double minutes, const Workers& workers) {
  neighbours_.set_reach(largest_reach(cells, types_, pairs_.reach(), workers));
  neighbours_.update(cells, minutes, workers);
}

const NeighbourList& Mechanics::neighbours_of(const Population& cells, double minutes,
                                              const Workers& workers) {
  update_neighbours(cells, minutes, workers);
  return neighbours_;
}

void Mechanics::advance(Population& cells, double step, double minutes, const Workers& workers,
                        const ExtraVelocities& extra) {
  update_neighbours(cells, minutes, workers);
  std::optional<CellCoefficients> own;
  if (has_cell_coefficients(cells)) own = cell_coefficients(cells, types_, pairs_.law(), workers);
  TooFar too_far;
  const auto use = [&](CellForces& forces) {
    if (space_.walls) add_wall_forces(cells, types_, space_, forces);
    return move(cells, step, extra, forces, too_far);
  };
  largest_displacement_ =
      cell_forces(cells, neighbours_, pairs_, workers, use, own ? &*own : nullptr);
  too_far.throw_if_any(cells, step, minutes);
}

}  // namespace cytotwin
