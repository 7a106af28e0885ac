#include "agents/fields/voxel_sources.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <numbers>
#include <stdexcept>
#include <utility>

#include "agents/fields/fixed_voxels.h"
#include "agents/fields/voxel_lengths.h"

namespace cytotwin {

namespace {

void add(VoxelSources& sources, std::uint32_t voxel, double share, const SourceRates& rates) {
  sources.voxel.push_back(voxel);
  sources.supply.push_back(share * rates.secretion * rates.target);
  sources.loss.push_back(share * (rates.secretion + rates.uptake));
}

VoxelSources in_voxels(const FixedVoxels& covered, const SourceRates& rates) {
  VoxelSources sources;
  for (const std::uint32_t voxel : covered.voxel) add(sources, voxel, 1, rates);
  return sources;
}

}  // namespace

void check_voxel_sources(const VoxelSources& sources, const Grid& grid) {
  const std::size_t size = sources.voxel.size();
  if (sources.supply.size() != size || sources.loss.size() != size) {
    throw std::invalid_argument(fmt::format("VoxelSources: {} voxels, {} supplies and {} losses",
                                            size, sources.supply.size(), sources.loss.size()));
  }
  for (std::size_t n = 0; n < size; ++n) {
    if (n > 0 && sources.voxel[n] <= sources.voxel[n - 1]) {
      throw std::invalid_argument(
          fmt::format("VoxelSources: voxel {} at place {} is not above its predecessor {}",
                      sources.voxel[n], n, sources.voxel[n - 1]));
    }
    if (sources.voxel[n] >= grid.size()) {
      throw std::invalid_argument(
          fmt::format("VoxelSources: voxel {} at place {} is outside the grid (below {})",
                      sources.voxel[n], n, grid.size()));
    }
    for (const double rate : {sources.supply[n], sources.loss[n]}) {
      if (std::isfinite(rate) && rate >= 0) continue;
      throw std::invalid_argument(
          fmt::format("VoxelSources: rate {} of voxel {} (0 or more)", rate, sources.voxel[n]));
    }
  }
}

VoxelSources box_source(const Grid& grid, Vec3 lower, Vec3 upper, const SourceRates& rates) {
  return in_voxels(fixed_box(grid, lower, upper, 0), rates);
}

VoxelSources ball_source(const Grid& grid, Vec3 centre, double radius, const SourceRates& rates) {
  return in_voxels(fixed_ball(grid, centre, radius, 0), rates);
}

VoxelSources point_source(const Grid& grid, Vec3 at, double volume, const SourceRates& rates) {
  VoxelSources sources;
  for (const VoxelShare& part : voxels_at(grid, at))
    add(sources, part.voxel, part.share * volume / grid.voxel_volume(), rates);
  return sources;
}

VoxelSources line_source(const Grid& grid, Vec3 from, Vec3 to, double radius, double permeability,
                         double target) {
  const double per_length = permeability * 2 * std::numbers::pi * radius / grid.voxel_volume();
  VoxelSources sources;
  for (const VoxelLength& part : lengths_in_voxels(grid, from, to))
    add(sources, part.voxel, part.length, {per_length, target, 0});
  return sources;
}

VoxelSources merge_sources(const std::vector<VoxelSources>& parts) {
  std::map<std::uint32_t, std::pair<double, double>> rates;
  for (const VoxelSources& part : parts) {
    for (std::size_t n = 0; n < part.voxel.size(); ++n) {
      auto& [supply, loss] = rates[part.voxel[n]];
      supply += part.supply[n];
      loss += part.loss[n];
    }
  }
  VoxelSources merged;
  for (const auto& [voxel, rate] : rates) {
    merged.voxel.push_back(voxel);
    merged.supply.push_back(rate.first);
    merged.loss.push_back(rate.second);
  }
  return merged;
}

}  // namespace cytotwin
