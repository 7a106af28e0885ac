#pragma once

#include <vector>

namespace cytotwin {

/// Which pair law moves the cells.
enum class ForceLaw {
  repulsion_adhesion,  ///< Macklin et al. 2012; Ghaffarizadeh et al. 2018
  linear_spring,       ///< Meineke et al. 2001, Cell Prolif 34:253; Osborne et al. 2017
};

/// No cell reaches further, over its radius, whatever a scenario or a behaviour says [-].
inline constexpr double largest_legal_reach = 10;

/// Pair interaction of a cell type. With R the sum of radii, S = reach x R and d the distance:
/// repulsion_adhesion: speed away = sqrt(c_r c_r') (1 - d/R)^2 for d < R
///                                - sqrt(c_a c_a') (1 - d/S)^2 for d < S;
///   two equal cells with the defaults rest at d = (20/21) R.
/// linear_spring: speed away = sqrt(k k') (R - d) for d < S (repulsive below R, attractive above).
/// Both cells of a pair move at this speed (overdamped, equal friction).
struct MechanicsParameters {
  double repulsion = 10;   ///< c_r [um/min], >= 0
  double adhesion = 0.4;   ///< c_a [um/min], >= 0
  double stiffness = 0.1;  ///< k of linear_spring [1/min], >= 0
  double reach = 1.25;     ///< maximum adhesion distance relative to R [-], 1 to 10
  /// Adhesive affinity to each type; a pair's adhesion is scaled by sqrt(a a') of the two views.
  /// Empty: 1 to all [-], >= 0.
  std::vector<double> affinity = {};
  double membrane_adhesion = 0;     ///< to walls [um/min], >= 0
  double membrane_repulsion = 100;  ///< from walls [um/min], >= 0
  bool movable = true;              ///< forces move it
};

}  // namespace cytotwin
