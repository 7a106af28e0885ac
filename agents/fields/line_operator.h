#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "agents/fields/fixed_voxels.h"
#include "agents/fields/substance.h"
#include "core/grid.h"

namespace cytotwin {

/// Diffusion and uniform reaction along one line of voxels, dc/dt = -A c + b: A tridiagonal,
/// symmetric, positive semidefinite, from central differences of second order.
///
/// A fixed value v holds at the face itself, half a voxel from the centre (the ghost voxel beyond
/// it is 2 v - c), so that linear profiles are exact; or behind a layer, see FaceCondition. A flux
/// enters the outermost voxel. The row and column of a fixed voxel are empty; what it gives to its
/// neighbours stands in b.
struct LineOperator {
  std::vector<double> diagonal;  ///< [1/min]
  std::vector<double> coupling;  ///< A(i, i+1) [1/min], <= 0; last entry 0
  std::vector<double> source;    ///< b [unit/min]
  std::vector<std::uint8_t> fixed;
  double loss = 0;        ///< uniform, part of the diagonal of free voxels [1/min]
  double fixed_sum = 0;   ///< of the fixed voxels' values
  bool open_low = false;  ///< the face at index 0 exchanges mass as the line wants (fixed value)
  bool open_high = false;
};

/// Fixed voxels of one line: place along it and value, ascending.
using FixedOnLine = std::vector<std::pair<std::uint32_t, double>>;

/// What every free voxel of a line loses and gains: loss [1/min], supply [unit/min].
struct UniformReaction {
  double loss = 0, supply = 0;
};

LineOperator diffusion_along_line(std::size_t size, double spacing, double diffusivity,
                                  const FaceCondition& low, const FaceCondition& high,
                                  const FixedOnLine& fixed, const UniformReaction& uniform);

/// All lines along one axis; lines that hold the same fixed voxels share one operator.
/// Line number: j + ny k along x, i + nx k along y, i + nx j along z.
struct AxisOperators {
  std::vector<LineOperator> operators;
  std::vector<std::uint32_t> of_line;  ///< index into operators
};
AxisOperators diffusion_along_axis(const Grid& grid, int axis, const Substance& substance,
                                   const FixedVoxels& fixed, const UniformReaction& uniform);

}  // namespace cytotwin
