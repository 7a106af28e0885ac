#include "agents/mechanics/walls.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "agents/cells/controlled.h"

namespace cytotwin {
namespace {

constexpr double adhesion_reach = 1.25;  // of the radius

struct Push {
  double speed, stiffness;
};

// Of one face at a distance from the centre; beyond the face it counts as on it.
Push from_face(double distance, double radius, double repulsion, double adhesion) {
  const double d = std::max(distance, 0.0);
  const double near = std::max(1 - d / radius, 0.0);
  const double far = std::max(1 - d / (adhesion_reach * radius), 0.0);
  return {repulsion * near * near - adhesion * far * far,
          2 / radius * (repulsion * near + adhesion * far / adhesion_reach)};
}

struct Axis {
  double low, high;
};

std::array<Axis, 3> faces_of(const MechanicsSpace& space) {
  const Vec3 low = space.grid.origin;
  const Vec3 high = space.grid.upper();
  return {Axis{low.x, high.x}, Axis{low.y, high.y}, Axis{low.z, high.z}};
}

}  // namespace

void add_wall_forces(const Population& cells, std::span<const CellType> types,
                     const MechanicsSpace& space, CellForces& forces) {
  const std::array<Axis, 3> faces = faces_of(space);
  const std::array<const std::vector<double>*, 3> place = {&cells.x, &cells.y, &cells.z};
  const std::array<std::vector<double>*, 3> velocity = {&forces.vx, &forces.vy, &forces.vz};
  const std::size_t axes = space.planar ? 2 : 3;
  const Controlled repulsion(cells, types, {ControlKind::membrane_repulsion, 0});
  const Controlled adhesion(cells, types, {ControlKind::membrane_adhesion, 0});
  for (std::size_t i = forces.first; i < forces.end; ++i) {
    const double radius = cells.radius[i], from = repulsion(i), to = adhesion(i);
    for (std::size_t a = 0; a < axes; ++a) {
      const double at = (*place[a])[i];
      const Push low = from_face(at - faces[a].low, radius, from, to);
      const Push high = from_face(faces[a].high - at, radius, from, to);
      (*velocity[a])[i - forces.first] += low.speed - high.speed;
      forces.stiffness[i - forces.first] += low.stiffness + high.stiffness;
    }
  }
}

void keep_inside(Population& cells, std::size_t i, const MechanicsSpace& space) {
  const std::array<Axis, 3> faces = faces_of(space);
  // the upper faces belong to no voxel
  const auto clamp = [](double at, Axis axis) {
    return std::clamp(at, axis.low, std::nextafter(axis.high, axis.low));
  };
  cells.x[i] = clamp(cells.x[i], faces[0]);
  cells.y[i] = clamp(cells.y[i], faces[1]);
  if (!space.planar) cells.z[i] = clamp(cells.z[i], faces[2]);
}

}  // namespace cytotwin
