#pragma once

#include <cstdint>
#include <vector>

#include "core/grid.h"

namespace cytotwin {

/// Voxels held at a value, whatever happens around them (vessels, medium, a fixed layer).
struct FixedVoxels {
  std::vector<std::uint32_t> voxel;  ///< ascending, each once
  std::vector<double> value;         ///< [the substance's unit], >= 0, same length
};

/// @throws std::invalid_argument if lengths differ, voxels are not ascending, one is outside the
///         grid or a value is negative or not finite; the message names the entry
void check_fixed_voxels(const FixedVoxels& fixed, const Grid& grid);

/// All voxels at a face of the domain. An axis with one voxel only has no layer (2-D and 1-D).
FixedVoxels fixed_outer_layer(const Grid& grid, double value);

/// Voxels whose centre lies in [lower, upper).
FixedVoxels fixed_box(const Grid& grid, Vec3 lower, Vec3 upper, double value);

/// Voxels whose centre is no further than `radius` [um] from `centre`.
FixedVoxels fixed_ball(const Grid& grid, Vec3 centre, double radius, double value);

/// Both together; where both hold a voxel, `later` wins.
FixedVoxels merge_fixed(const FixedVoxels& earlier, const FixedVoxels& later);

}  // namespace cytotwin
