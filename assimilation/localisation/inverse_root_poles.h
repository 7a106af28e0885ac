#pragma once

#include <vector>

namespace cytotwin {

/// A^(-1/2) = sum of weight_k (A + shift_k I)^-1 to a relative 1e-13, for symmetric A with
/// eigenvalues in [1, largest].
struct InverseRootPoles {
  std::vector<double> shifts, weights;
};

/// The midpoint rule for (2/pi) int (A + t^2)^-1 dt in the variable that makes it periodic, t =
/// sc(u | 1 - 1/largest) (Hale, Higham and Trefethen 2008, section 4).
/// @throws std::invalid_argument if `largest` is below 1 or not finite
InverseRootPoles inverse_root_poles(double largest);

}  // namespace cytotwin
