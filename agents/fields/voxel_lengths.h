#pragma once

#include <cstdint>
#include <vector>

#include "core/grid.h"

namespace cytotwin {

struct VoxelLength {
  std::uint32_t voxel;
  double length;  ///< [um]
};

/// Lengths of a segment in the voxels that it crosses, cut where it meets their faces (Siddon 1985,
/// Med Phys 12:252); they sum to its length. Where it runs within a face or an edge, the two or
/// four voxels around share it evenly, so that no side is preferred. Ascending voxels, each once.
/// @param from,to  in the grid, its faces included; what lies outside counts for the outermost
/// voxel
std::vector<VoxelLength> lengths_in_voxels(const Grid& grid, Vec3 from, Vec3 to);

/// A voxel and its share of a point: one, or evenly those around a face, edge or corner.
struct VoxelShare {
  std::uint32_t voxel;
  double share;
};
std::vector<VoxelShare> voxels_at(const Grid& grid, Vec3 point);

}  // namespace cytotwin
