#pragma once

#include <cstddef>
#include <vector>

#include "agents/fields/line_operator.h"

namespace cytotwin {

/// Lines that are solved together, one a lane; what is a lane's is stored at i * lanes + lane.
inline constexpr std::size_t sweep_lanes = 16;

/// Diffusion along a line over one step h by the (1,2) Pade approximant of the exponential,
///   (I + 2X/3 + X^2/6) c1 = (I - X/3) c0 + h (I + X/6) b,  X = h A
/// (Hairer and Wanner 1996, Solving ODEs II, IV.3: order 3, L-stable). One pentadiagonal system,
/// factored as L D L^T once per step length. Its steady state is that of A c = b, exactly, and it
/// conserves the sum of c where A does. It may undershoot below 0 next to jumps: see
/// limit_undershoot.
struct LinePropagator {
  LinePropagator(const LineOperator& line, double step);

  struct Forward {
    double own, below, above;  ///< of (I - X/3) c0; `below` multiplies c0(i-1)
    double constant;           ///< h (I + X/6) b
    double first, second;      ///< L(i, i-1), L(i, i-2)
  };
  struct Backward {
    double pivot_inverse;  ///< 1 / D(i)
    double first, second;  ///< L(i+1, i), L(i+2, i)
  };
  std::vector<Forward> forward;
  std::vector<Backward> backward;

  /// Backward Euler (I + X) c1 = c0 + h b: first order, never negative for c0, b >= 0.
  struct Euler {
    double below;          ///< elimination factor of row i with row i-1
    double pivot_inverse;  ///< of row i
    double above;          ///< elimination factor of row i+1 with row i
    double constant;       ///< h b
  };
  std::vector<Euler> euler;
  std::vector<std::uint8_t> fixed;
  bool open_low;
  bool all_fixed;
  bool has_reservoir;  ///< an open face or a fixed voxel: the sum of c need not be kept
  /// Round-off of the sum grows as (h D / dx^2)^2; where that shows, closed lines are scaled back
  /// to `sum before + total_source`.
  bool needs_balance;
  double total_source;
  std::size_t size() const { return forward.size(); }
};

/// Replaces a result with values below 0 by a non-negative one of the same sum: backward Euler
/// plus as much of the difference, written as fluxes between neighbours, as the giving voxel can
/// afford (Zalesak 1979, J Comput Phys 31:335, eqs. 7-14, with a lower bound only). What an outward
/// flux condition takes from an empty voxel is not taken.
/// @param before,after  one lane of a block, see sweep_lanes; `after` is changed
void limit_undershoot(const LinePropagator& line, const double* before, double* after);

}  // namespace cytotwin
