#pragma once

#include "agents/fields/line_propagator.h"

namespace cytotwin {

/// Rows [begin, end) of a block that react on their own over the step, besides what the line does.
struct ReactingRows {
  std::size_t begin = 0, end = 0;
  const double* loss = nullptr;    ///< h K at (i - begin) * sweep_lanes + lane
  const double* supply = nullptr;  ///< h S at (i - begin) * supply_pitch + lane
  std::size_t supply_pitch = 0;    ///< 0 if all rows share the first (of zeros)
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
/// @param before  c0 of the block
/// @param after   its c1; the lane's is changed
/// @param mean    e / h of its reacting rows; the lane's is changed
LimitedLane limit_undershoot(const LinePropagator& line, const ReactingRows& rows, std::size_t lane,
                             const double* before, double* after, double* mean);

}  // namespace cytotwin
