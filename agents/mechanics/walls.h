#pragma once

#include <span>

#include "agents/cells/population.h"
#include "agents/mechanics/forces.h"
#include "core/grid.h"

namespace cytotwin {

/// The space that cells move in.
struct MechanicsSpace {
  Grid grid;            ///< read if walls are up
  bool walls = false;   ///< the faces of the grid push cells back
  bool planar = false;  ///< cells keep their z
};

/// Adds to the forces what the domain's faces do (Ghaffarizadeh et al. 2018, "basement membrane"):
/// with d the distance of a cell's centre from a face and r its radius, speed away from the face =
/// membrane_repulsion (1 - d/r)^2 for d < r - membrane_adhesion (1 - d/(1.25 r))^2 for d < 1.25 r.
/// A planar tissue has no faces in z. Both coefficients are the cell's own (Controlled).
/// @param types  by Population::type
void add_wall_forces(const Population& cells, std::span<const CellType> types,
                     const MechanicsSpace& space, CellForces& forces);

/// Puts the centre of row i back onto the nearest point of the domain if it is outside.
void keep_inside(Population& cells, std::size_t i, const MechanicsSpace& space);

}  // namespace cytotwin
