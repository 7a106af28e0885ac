#pragma once

#include <cstddef>
#include <vector>

#include "agents/fields/line_propagator.h"

namespace cytotwin {

/// Distances in an array of the grid's shape; one of them is 1.
struct ExposurePitch {
  std::size_t element, line;
};

/// A block of lines whose voxels react on their own: in, the state and reaction; out, the state and
/// what it was exposed to. Blocks are stored at i * sweep_lanes + lane.
struct ReactingBlock {
  explicit ReactingBlock(std::size_t longest);
  std::vector<double> loss;        ///< h K, 0 at fixed voxels
  std::vector<double> supply;      ///< h S, 0 at fixed voxels
  std::vector<double> saturation;  ///< K / (K + c), where loss saturates
  std::vector<double> after;
  std::vector<double> exposure;  ///< e [unit min]

  // What the elimination fills; of no meaning afterwards.
  std::vector<double> result, pivot_inverse, first, second, mean;
};

/// One step of LinePropagator's scheme of the lanes [first, last) with X = h (A + diag(K)) and
/// b + S: the factors differ from lane to lane and are computed on the way. Limited to c >= 0 and,
/// where K > 0, e >= 0.
/// @return what negative supply found nothing of, see limit_undershoot [unit]
double propagate_reacting(const LinePropagator& line, std::size_t first, std::size_t last,
                          const double* before, ReactingBlock& block);

/// Sums over the first `lanes` lanes of a block: of e, and of loss x e.
struct ExposureSums {
  double exposure, taken;
};
ExposureSums sum_exposure(const ReactingBlock& block, std::size_t size, std::size_t lanes);

/// Adds share e, or share saturation e, where there is a loss, to an array of the grid's shape.
/// @param to  at element 0 of the first line
void add_exposure(ReactingBlock& block, std::size_t size, std::size_t lanes, double share,
                  bool saturated, ExposurePitch pitch, double* to);

}  // namespace cytotwin
