#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "agents/fields/local_reaction.h"
#include "agents/fields/reacting_lines.h"
#include "core/grid.h"

namespace cytotwin {

/// A block of lines of a sweep: where it lies in an array of the grid's shape.
struct LineBlock {
  std::size_t axis;
  std::size_t first_line, lanes;  ///< lines count as in AxisOperators
  std::size_t corner;             ///< index of element 0 of the first line
  std::size_t element_pitch;      ///< from element to element
  std::size_t line_pitch;         ///< from line to line
  std::size_t size;               ///< elements of a line

  /// Block of lines [first, first + lanes) along an axis; they lie side by side.
  static LineBlock of(const Grid& grid, std::size_t axis, std::size_t first, std::size_t lanes);
};

/// The voxels' own gains and losses, and which blocks of lines have any.
class OwnReactions {
 public:
  explicit OwnReactions(const Grid& grid);

  void set(const LocalReaction& reaction);

  bool any() const { return !in_block_[0].empty(); }
  bool any_in(const LineBlock& block) const;
  double supply_sum() const { return supply_sum_; }  ///< over all voxels [unit/min]

  /// Fills loss and supply of a block with a share of h K and h S, saturation from `before`.
  void load(const LineBlock& block, const double* before, double share, ReactingBlock& to) const;

  /// Of one voxel at a concentration: K and the saturation of its saturable part.
  struct Rates {
    double supply, loss, saturation;
  };
  Rates rates_at(std::size_t voxel, double c) const;
  bool is_saturable() const { return !saturable_loss_.empty(); }

 private:
  std::size_t block_index(std::size_t axis, std::size_t line) const;
  Grid grid_;
  std::vector<double> supply_, loss_, saturable_loss_, half_maximum_;
  std::array<std::vector<std::uint8_t>, 3> in_block_;  ///< of each axis; empty = none anywhere
  double supply_sum_ = 0;
};

}  // namespace cytotwin
