#include "agents/fields/fixed_voxels.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>

namespace cytotwin {

namespace {

template <class Holds>
FixedVoxels fixed_where(const Grid& grid, double value, const Holds& holds) {
  if (grid.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw std::invalid_argument(
        fmt::format("FixedVoxels: the grid has {} voxels (below 2^32)", grid.size()));
  }
  FixedVoxels fixed;
  for (std::size_t k = 0; k < grid.count[2]; ++k) {
    for (std::size_t j = 0; j < grid.count[1]; ++j) {
      for (std::size_t i = 0; i < grid.count[0]; ++i) {
        if (!holds(i, j, k)) continue;
        fixed.voxel.push_back(static_cast<std::uint32_t>(grid.index(i, j, k)));
        fixed.value.push_back(value);
      }
    }
  }
  return fixed;
}

bool at_end(std::size_t index, std::size_t count) {
  return count > 1 && (index == 0 || index + 1 == count);
}

}  // namespace

void check_fixed_voxels(const FixedVoxels& fixed, const Grid& grid) {
  if (fixed.voxel.size() != fixed.value.size()) {
    throw std::invalid_argument(fmt::format("FixedVoxels: {} voxels but {} values",
                                            fixed.voxel.size(), fixed.value.size()));
  }
  for (std::size_t n = 0; n < fixed.voxel.size(); ++n) {
    if (n > 0 && fixed.voxel[n] <= fixed.voxel[n - 1]) {
      throw std::invalid_argument(
          fmt::format("FixedVoxels: voxel {} at place {} is not above its predecessor {}",
                      fixed.voxel[n], n, fixed.voxel[n - 1]));
    }
    if (fixed.voxel[n] >= grid.size()) {
      throw std::invalid_argument(
          fmt::format("FixedVoxels: voxel {} at place {} is outside the grid (below {})",
                      fixed.voxel[n], n, grid.size()));
    }
    if (!std::isfinite(fixed.value[n]) || fixed.value[n] < 0) {
      throw std::invalid_argument(fmt::format("FixedVoxels: value {} of voxel {} (0 or more)",
                                              fixed.value[n], fixed.voxel[n]));
    }
  }
}

FixedVoxels fixed_outer_layer(const Grid& grid, double value) {
  return fixed_where(grid, value, [&](std::size_t i, std::size_t j, std::size_t k) {
    return at_end(i, grid.count[0]) || at_end(j, grid.count[1]) || at_end(k, grid.count[2]);
  });
}

FixedVoxels fixed_box(const Grid& grid, Vec3 lower, Vec3 upper, double value) {
  return fixed_where(grid, value, [&](std::size_t i, std::size_t j, std::size_t k) {
    const Vec3 c = grid.centre(i, j, k);
    return c.x >= lower.x && c.y >= lower.y && c.z >= lower.z && c.x < upper.x && c.y < upper.y &&
           c.z < upper.z;
  });
}

FixedVoxels fixed_ball(const Grid& grid, Vec3 centre, double radius, double value) {
  return fixed_where(grid, value, [&](std::size_t i, std::size_t j, std::size_t k) {
    return norm(grid.centre(i, j, k) - centre) <= radius;
  });
}

FixedVoxels merge_fixed(const FixedVoxels& earlier, const FixedVoxels& later) {
  std::map<std::uint32_t, double> values;
  for (const FixedVoxels* part : {&earlier, &later}) {
    for (std::size_t n = 0; n < part->voxel.size(); ++n) values[part->voxel[n]] = part->value[n];
  }
  FixedVoxels merged;
  for (const auto& [voxel, value] : values) {
    merged.voxel.push_back(voxel);
    merged.value.push_back(value);
  }
  return merged;
}

}  // namespace cytotwin
