#pragma once

#include <vector>

namespace cytotwin {

/// How a cell type moves of its own accord (Ghaffarizadeh et al. 2018, "Cell motility"): for a
/// persistence time it keeps the velocity
///     speed x normalise((1 - bias) xi + bias b),  xi uniform on the unit sphere,
/// b the direction of its chemotaxis; then it draws anew. With a spread, speed x exp(spread xi'),
/// xi' standard normal and cut off at +-3, is drawn with the direction: cells that stop and go.
/// Dead cells stay.
struct Motility {
  double speed = 1;        ///< [um/min], >= 0; the median with a spread
  double persistence = 1;  ///< mean time between new directions [min], > 0
  double bias = 0;         ///< 0 = random, 1 = straight along the gradient, in [0, 1]
  /// Sensitivity to each substance, negative to go down: b is the normalised sum of sensitivity x
  /// gradient. Empty: none.
  std::vector<double> chemotaxis = {};
  bool normalise_gradients = false;  ///< each gradient has length 1 before they are summed
  double speed_spread = 0;           ///< standard deviation of ln(speed) [-], >= 0
};

}  // namespace cytotwin
