#pragma once

#include <array>
#include <vector>

#include "agents/vessels/retina_layers.h"

namespace cytotwin {

/// Capillaries as the one-dimensional column sees them: in bands around the depths of the plexuses
/// blood and tissue exchange `exchange` x (oxygen - P).
struct ColumnSupply {
  std::array<double, 3> perfused = {1, 1,
                                    1};  ///< share of each plexus, superficial first, in [0, 1]
  std::array<double, 3> band = {36, 20, 20};  ///< thickness [um]
  double exchange = 2e-4;                     ///< [um^3 O2/(um^3 s mmHg)]
  double oxygen = 25;                         ///< of capillary blood [mmHg]
};

/// Oxygen from the inner limiting membrane to the choroid.
struct OxygenProfile {
  std::vector<double> depth;     ///< of the voxels' centres [um]
  std::vector<double> oxygen;    ///< [mmHg]
  double inner_half = 0;         ///< mean over the inner half of the thickness [mmHg]
  double minimum = 0;            ///< [mmHg]
  double minimum_depth = 0;      ///< share of the thickness
  double outer_consumption = 0;  ///< mean below the inner nuclear layer [mL/100 g/min]
  double hypoxic = 0;            ///< share of the inner layers below 10 mmHg
  double imbalance = 0;          ///< |supplied - consumed| / consumed
};

/// Solves 0 = Dk P'' - M P/(P + K) + g (P_blood - P), sealed at the vitreous, the choroid's value
/// at the other end; finite volumes of equal size, second order, Newton's method.
/// @param voxels  >= 50
/// @throws std::invalid_argument naming the value and what is allowed
OxygenProfile solve_column(const RetinaColumn& column, const ColumnSupply& supply,
                           const RetinaOxygenConstants& constants = {}, std::size_t voxels = 932);

}  // namespace cytotwin
