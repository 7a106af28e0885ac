#pragma once

#include <functional>
#include <vector>

#include "core/vec3.h"

namespace cytotwin {

/// Staggered packing lattice with steps sqrt(3) s, 2 s, sqrt(3) s along x, y, z (s half the centre
/// distance), as in the tissue set-ups of PhysiCell (Ghaffarizadeh et al. 2018): `centre` is one of
/// its points, whose row along y holds neighbours at their distance. Points in z, y, x order.
/// @param half     half the extent that is searched [um]
/// @param spacing  centre distance 2 s [um], > 0
/// @throws std::invalid_argument if spacing is not positive
std::vector<Vec3> lattice(Vec3 centre, Vec3 half, double spacing,
                          const std::function<bool(Vec3)>& inside);
std::vector<Vec3> lattice_in_ball(Vec3 centre, double radius, double spacing);
std::vector<Vec3> lattice_in_box(Vec3 lower, Vec3 upper, double spacing);

}  // namespace cytotwin
