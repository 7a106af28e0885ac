#include "agents/fields/voxel_lengths.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace cytotwin {

namespace {

constexpr double on_face = 1e-9;  // [voxels]

std::array<double, 3> components(Vec3 v) { return {v.x, v.y, v.z}; }

/// Indices along one axis of the voxels at a coordinate in voxels from the grid's origin.
std::vector<std::size_t> indices_at(double coordinate, std::size_t count) {
  const double face = std::round(coordinate), voxels = static_cast<double>(count);
  if (std::abs(coordinate - face) < on_face && face > 0 && face < voxels) {
    const auto upper = static_cast<std::size_t>(face);
    return {upper - 1, upper};
  }
  return {static_cast<std::size_t>(std::clamp(std::floor(coordinate), 0.0, voxels - 1))};
}

/// Where a segment crosses faces, as shares of its length, with both its ends.
std::vector<double> cuts_of(const Grid& grid, Vec3 from, Vec3 to) {
  std::vector<double> cuts = {0, 1};
  const auto start = components(from), step = components(to - from);
  const auto origin = components(grid.origin), spacing = components(grid.spacing);
  for (std::size_t a = 0; a < 3; ++a) {
    if (step[a] == 0) continue;
    for (std::size_t face = 1; face < grid.count[a]; ++face) {
      const double cut = (origin[a] + static_cast<double>(face) * spacing[a] - start[a]) / step[a];
      if (cut > 0 && cut < 1) cuts.push_back(cut);
    }
  }
  std::sort(cuts.begin(), cuts.end());
  return cuts;
}

}  // namespace

std::vector<VoxelShare> voxels_at(const Grid& grid, Vec3 point) {
  const auto from_origin = components(point - grid.origin), spacing = components(grid.spacing);
  std::array<std::vector<std::size_t>, 3> at;
  for (std::size_t a = 0; a < 3; ++a)
    at[a] = indices_at(from_origin[a] / spacing[a], grid.count[a]);
  const double share = 1.0 / static_cast<double>(at[0].size() * at[1].size() * at[2].size());
  std::vector<VoxelShare> shares;
  for (const std::size_t k : at[2]) {
    for (const std::size_t j : at[1]) {
      for (const std::size_t i : at[0])
        shares.push_back({static_cast<std::uint32_t>(grid.index(i, j, k)), share});
    }
  }
  return shares;
}

std::vector<VoxelLength> lengths_in_voxels(const Grid& grid, Vec3 from, Vec3 to) {
  const double length = norm(to - from);
  const std::vector<double> cuts = cuts_of(grid, from, to);
  std::map<std::uint32_t, double> lengths;
  for (std::size_t c = 1; c < cuts.size(); ++c) {
    if (cuts[c] == cuts[c - 1]) continue;
    const Vec3 middle = from + 0.5 * (cuts[c - 1] + cuts[c]) * (to - from);
    for (const VoxelShare& at : voxels_at(grid, middle))
      lengths[at.voxel] += at.share * (cuts[c] - cuts[c - 1]) * length;
  }
  std::vector<VoxelLength> list;
  for (const auto& [voxel, part] : lengths) list.push_back({voxel, part});
  return list;
}

}  // namespace cytotwin
