#pragma once

#include <cstdint>
#include <vector>

#include "core/grid.h"

namespace cytotwin {

/// What exchanges a substance with some voxels, is no cell and does not move (a vessel, a pellet,
/// stroma): dc/dt += supply - loss c there.
struct VoxelSources {
  std::vector<std::uint32_t> voxel;  ///< ascending, each once
  std::vector<double> supply;        ///< S T [unit/min], >= 0
  std::vector<double> loss;          ///< S + U [1/min], >= 0
};

/// Exchange of a source per volume: S (T - c) - U c.
struct SourceRates {
  double secretion = 0;  ///< S [1/min], >= 0
  double target = 0;     ///< T [the substance's unit], >= 0
  double uptake = 0;     ///< U [1/min], >= 0
};

/// @throws std::invalid_argument if lengths differ, voxels are not ascending or outside the grid,
///         or a rate is negative or not finite; the message names the entry
void check_voxel_sources(const VoxelSources& sources, const Grid& grid);

/// Voxels whose centre lies in [lower, upper); none if there is none.
VoxelSources box_source(const Grid& grid, Vec3 lower, Vec3 upper, const SourceRates& rates);

/// Voxels whose centre is no further than `radius` [um] from `centre`.
VoxelSources ball_source(const Grid& grid, Vec3 centre, double radius, const SourceRates& rates);

/// A source of a volume [um^3] that is small against voxels: what it exchanges in all does not
/// depend on them. Around a face, edge or corner the voxels share it.
VoxelSources point_source(const Grid& grid, Vec3 at, double volume, const SourceRates& rates);

/// A capillary segment whose wall lets through P (T - c) per area, T within it and c the value of
/// the voxel outside it: P 2 pi r L (T - c) [unit um^3/min] in a voxel that holds a length L.
/// @param radius        r [um]
/// @param permeability  P [um/min]
/// @param target        T [the substance's unit]
VoxelSources line_source(const Grid& grid, Vec3 from, Vec3 to, double radius, double permeability,
                         double target);

/// All together; where several hold a voxel, their rates add up.
VoxelSources merge_sources(const std::vector<VoxelSources>& parts);

}  // namespace cytotwin
