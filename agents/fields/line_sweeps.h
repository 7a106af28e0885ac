#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "agents/fields/line_propagator.h"
#include "agents/fields/own_reactions.h"
#include "core/grid.h"
#include "core/parallel.h"

namespace cytotwin {

/// All lines along one axis.
struct AxisPropagators {
  std::vector<LinePropagator> propagators;
  std::vector<std::uint32_t> of_line;
};

/// Sums over the lines of one or several sweeps; concentrations, so without the voxel's volume.
struct SweepSums {
  double before = 0;    ///< of c before a sweep
  double after = 0;     ///< of c after it
  double exposure = 0;  ///< of e over free voxels [unit min]
  double consumed = 0;  ///< own losses x e
  double spared = 0;    ///< what negative supply found nothing of
  SweepSums& operator+=(const SweepSums& other);
};

/// Sweeps of one substance's lines over a field.
class LineSweeps {
 public:
  LineSweeps(const Grid& grid, std::array<AxisPropagators, 3> axes, double step);

  /// Sweeps along the given axes one after the other, z alone or x and y in either order: those
  /// two stay within a plane and share a pass over memory. Sums of each axis in its place.
  std::array<SweepSums, 2> run(std::span<const std::size_t> axes, std::span<double> field,
                               OwnReactions& reactions, const Workers& workers) const;

 private:
  struct Scratch;
  void sweep_block(const LineBlock& block, std::span<double> field, OwnReactions& reactions,
                   Scratch& scratch, SweepSums& sums) const;
  void transport_block(const LineBlock& block, Scratch& scratch, SweepSums& sums) const;
  double react_block(const LineBlock& block, OwnReactions::Coefficients& coefficients,
                     Scratch& scratch, SweepSums& sums) const;
  double exposure_from(const LineBlock& block, const double* after, double start, double end,
                       double own) const;

  Grid grid_;
  std::array<AxisPropagators, 3> axes_;
  double step_;
};

}  // namespace cytotwin
