#pragma once

#include <array>
#include <cstddef>

#include "core/vec3.h"

namespace cytotwin {

/// Regular box of voxels, possibly of different size along each axis.
///
/// Values on a grid are stored with shape (nz, ny, nx), x fastest: voxel (i, j, k) is at
/// index i + nx (j + ny k). Voxel (0, 0, 0) starts at `origin`.
struct Grid {
  std::array<std::size_t, 3> count = {1, 1, 1};  ///< voxels along x, y, z, >= 1
  Vec3 spacing = {20, 20, 20};                   ///< voxel size [um], > 0
  Vec3 origin = {0, 0, 0};                       ///< lower corner of the box [um]

  std::size_t size() const { return count[0] * count[1] * count[2]; }
  double voxel_volume() const { return spacing.x * spacing.y * spacing.z; }  ///< [um^3]
  std::size_t index(std::size_t i, std::size_t j, std::size_t k) const {
    return i + count[0] * (j + count[1] * k);
  }
  Vec3 upper() const;                                              ///< upper corner [um]
  Vec3 centre(std::size_t i, std::size_t j, std::size_t k) const;  ///< of a voxel [um]
  bool contains(Vec3 point) const;                                 ///< lower face included
  /// Index of the voxel that holds a point; a point outside belongs to the nearest voxel.
  std::size_t voxel_of(Vec3 point) const;

  friend bool operator==(const Grid&, const Grid&) = default;
};

}  // namespace cytotwin
