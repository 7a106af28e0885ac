#pragma once

#include <cstddef>

#include "agents/fields/line_limiter.h"
#include "agents/fields/line_propagator.h"

namespace cytotwin {

/// What the sweep of a block with reactions of its own works in. Blocks are stored at
/// i * sweep_lanes + lane; of what only reacting rows have, row 0 is ReactingRows::begin.
struct ReactingBlock {
  explicit ReactingBlock(std::size_t longest);
  double* after;                            ///< c1, whole lines
  double* mean;                             ///< e / h of reacting rows
  double *loss, *saturation;                ///< h K and K / (K + c) where it saturates
  double *result, *inverse, *first, *some;  ///< what the elimination fills
 private:
  LaneBlock rows_;
};

/// block.loss = h K + maximum s, s = half / (half + c0): how saturable loss acts.
void saturate(const ReactingRows& rows, const double* maximum, const double* half_maximum,
              const double* before, ReactingBlock& block);

/// One step of LinePropagator's scheme of the lanes [first, last) of a block with `lanes` lines,
/// with X = h (A + diag(K)) and b + S: within the reacting rows the factors differ from lane to
/// lane and are computed on the way, above and below them they are the line's own. Limited to
/// c >= 0 and, where K > 0, e >= 0. Fast when all lines of the block share the propagator.
struct ReactedLanes {
  double exposure =
      0;              ///< of limited lanes beyond what their sums say, see lane_exposure [unit min]
  double spared = 0;  ///< what negative supply found nothing of, see limit_undershoot [unit]
};
ReactedLanes propagate_reacting(const LinePropagator& line, std::size_t first, std::size_t last,
                                std::size_t lanes, const double* before, const ReactingRows& rows,
                                ReactingBlock& block);

/// Sums of loss e / h and of loss c1 over a block; adds e / h, and saturation e / h unless null.
struct TakenSums {
  double exposed = 0, after = 0;
};
TakenSums book_exposure(const ReactingRows& rows, const ReactingBlock& block, double* exposure,
                        double* saturated);

}  // namespace cytotwin
