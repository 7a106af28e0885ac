#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "agents/fields/lanes.h"
#include "agents/fields/line_operator.h"

namespace cytotwin {

/// A line over one step h by the (1,2) Pade approximant of the exponential,
///   (I + 2X/3 + X^2/6) c1 = (I - X/3) c0 + h (I + X/6) b,  X = h A
/// (Hairer and Wanner 1996, Solving ODEs II, IV.3: order 3, L-stable). One pentadiagonal system,
/// factored as L D L^T once per step length. Its steady state is that of A c = b, exactly. It is
/// c1 - c0 = h b - X e / h with the exposure
///   e = h [(c0 + 2 c1) / 3 + (X c1 - h b) / 6],
/// the integral of c dt that losses are booked with. It may undershoot below 0 next to jumps: see
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

  // For lines with reactions of their own: the system itself, and its factors from the other end,
  // U D U^T, so that rows on either side of those that react keep constant factors.
  struct Upward {
    double pivot, pivot_inverse;  ///< D(i)
    double first, second;         ///< U(i, i+1), U(i, i+2)
  };
  std::vector<Upward> upward;
  std::vector<double> diagonal, coupling, source;  ///< X(i, i), X(i, i+1), h b
  std::vector<std::uint8_t> fixed;
  double step;
  double loss;        ///< uniform, h k
  double fixed_sum;   ///< of the fixed voxels' values
  double source_sum;  ///< of h b
  /// A row through which mass leaves: X times a constant is `rate` there besides the uniform loss.
  struct Leak {
    std::size_t row;
    double rate;
  };
  std::vector<Leak> leaks;
  bool open_low, all_fixed;
  bool has_reservoir;  ///< an open face or a fixed voxel: mass is not only the line's own
  /// Round-off of the sum grows as (h D / dx^2)^2; where that shows, closed lines are scaled back
  /// to the sum of c that the scheme has in exact arithmetic.
  bool needs_balance;

  std::size_t size() const { return forward.size(); }
};

}  // namespace cytotwin
