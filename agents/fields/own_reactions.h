#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "agents/fields/field_solver.h"
#include "agents/fields/fixed_voxels.h"
#include "agents/fields/lanes.h"
#include "agents/fields/local_reaction.h"
#include "core/grid.h"
#include "core/parallel.h"

namespace cytotwin {

/// Lines that are swept together: where they lie in an array of the grid's shape, and which of
/// their rows react.
struct LineBlock {
  std::size_t axis;
  std::size_t first_line, lanes;  ///< lines count as in AxisOperators
  std::size_t corner;             ///< index of element 0 of the first line
  std::size_t element_pitch;      ///< from element to element
  std::size_t line_pitch;         ///< from line to line
  std::size_t size;               ///< elements of a line

  /// Rows [begin, end) hold all that react on their own in any lane, and one more on either side
  /// unless the line ends there. None if equal.
  std::size_t begin = 0, end = 0;
  std::size_t offset = 0;  ///< of row `begin` in OwnReactions::Coefficients
  double supply_sum = 0;   ///< of h S

  /// Block of lines [first, first + lanes) along an axis; they lie side by side.
  static LineBlock of(const Grid& grid, std::size_t axis, std::size_t first, std::size_t lanes);
  bool reacts() const { return begin < end; }
};

/// The voxels' own gains and losses, laid out as the sweeps read them, and what their voxels were
/// exposed to.
class OwnReactions {
 public:
  /// @param axes   that are swept
  /// @param share  of a step that goes with each axis [min]
  OwnReactions(const Grid& grid, const FixedVoxels& fixed, std::span<const std::size_t> axes,
               double share);

  /// Starts exposures anew.
  void set(const LocalReaction& reaction);

  /// Coefficients of all reacting blocks of an axis, from a block's offset on; 0 at fixed voxels.
  /// Empty where there are none in any block.
  struct Coefficients {
    std::vector<LaneRow> loss, supply;           ///< h K, h S
    std::vector<LaneRow> maximum, half_maximum;  ///< of saturable loss, h times and as it is
    std::vector<LaneRow> exposure, saturated;    ///< e / h, summed over steps; times saturation
  };
  Coefficients& of(std::size_t axis) { return coefficients_[axis]; }

  /// Blocks of a plane of lines, which is one of constant z, along z of constant y. They start
  /// where the first reacting line does, so that few lanes idle.
  std::span<const LineBlock> blocks(std::size_t axis, std::size_t plane) const;

  double supply_sum() const { return supply_sum_; }  ///< over all voxels [unit/min]
  double fixed_loss() const { return fixed_loss_; }  ///< of all fixed voxels [unit/min]
  void count_step(double step) { minutes_ += step; }

  /// Adds the exposure since set() or the last call to `to` and starts anew.
  void take_exposure(const FieldExposure& to, const Workers& workers);

 private:
  /// First and last reacting row of a line; first > last if none.
  struct Extent {
    std::uint32_t first = UINT32_MAX, last = 0;
  };
  struct HeldVoxel {
    std::uint32_t voxel;
    double value, saturation;
  };
  using Extents = std::array<std::vector<Extent>, 3>;
  void hold_fixed(const LocalReaction& reaction);
  Extents find_extents(const LocalReaction& reaction) const;
  void lay_out(const Extents& extents, std::size_t axis);
  void fill(const LocalReaction& reaction, std::size_t axis);

  Grid grid_;
  FixedVoxels fixed_;
  std::vector<std::uint8_t> is_fixed_;  ///< by voxel; empty = none
  std::vector<std::size_t> axes_;
  double share_, minutes_ = 0, supply_sum_ = 0, fixed_loss_ = 0;
  std::vector<HeldVoxel> held_;  ///< fixed voxels with a loss of their own
  std::array<std::vector<LineBlock>, 3> blocks_;
  std::array<std::vector<std::size_t>, 3> first_of_plane_;  ///< in blocks_, and the end
  std::array<Coefficients, 3> coefficients_;
};

}  // namespace cytotwin
