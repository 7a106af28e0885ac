#pragma once

#include <cstddef>
#include <vector>

#include "agents/tissue.h"
#include "core/vec3.h"
#include "twin/scenario/scenario.h"

namespace cytotwin {

/// Staggered packing lattice with steps sqrt(3) s, 2 s, sqrt(3) s along x, y, z (s half the centre
/// distance), as in the tissue set-ups of PhysiCell (Ghaffarizadeh et al. 2018), centred on
/// `centre`. Points in z, y, x order.
/// @param spacing  centre distance 2 s [um], > 0
/// @throws std::invalid_argument if spacing is not positive
std::vector<Vec3> lattice_in_ball(Vec3 centre, double radius, double spacing);
std::vector<Vec3> lattice_in_box(Vec3 lower, Vec3 upper, double spacing);

/// Places cells of a scenario in the tissue: on the lattice, or uniformly at random in the shape
/// and in the domain (random numbers of each new cell's id). In a planar domain a ball is a disc, a
/// shell a ring and the lattice that of equilateral triangles (its layer z = 0). The caller renews
/// the tissue.
/// @returns how many cells
/// @throws InputError if no cell fits, or one would lie outside the domain
std::size_t place_cells(Tissue& tissue, const Scenario& scenario, const Placement& placement);

}  // namespace cytotwin
