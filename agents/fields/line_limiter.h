#pragma once

#include "agents/fields/line_propagator.h"

namespace cytotwin {

/// Own reaction of one lane of a block over the step, besides the line's; see sweep_lanes.
struct LaneReaction {
  const double* loss = nullptr;    ///< h K, or none
  const double* supply = nullptr;  ///< h S, or none
};

/// What a limited lane did.
struct LimitedLane {
  double exposure;  ///< sum of e of the free voxels [unit min]
  double spared;    ///< what a negative supply or an outward flux found nothing of [unit]
};

/// Replaces a result with values below 0 by a non-negative one of the same balance: backward Euler,
/// which is never negative, plus as much of the difference, written as fluxes between neighbours,
/// as the giving voxel can afford (Zalesak 1979, J Comput Phys 31:335, eqs. 7-14, with a lower
/// bound only). Losses are those of backward Euler, e = h c_low.
/// @param before    the lane's c0
/// @param after     its c1, changed
/// @param exposure  its e, changed; null where not wanted
LimitedLane limit_undershoot(const LinePropagator& line, const LaneReaction& reaction,
                             const double* before, double* after, double* exposure);

}  // namespace cytotwin
