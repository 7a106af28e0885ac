#include "agents/fields/local_reaction.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace cytotwin {

namespace {

void check_value(double value, double lowest, std::size_t voxel, const std::string& caller,
                 const char* name) {
  if (std::isfinite(value) && value >= lowest) return;
  throw std::invalid_argument(fmt::format("{}: {} of voxel {} is {} (finite{})", caller, name,
                                          voxel, value, lowest == 0 ? ", 0 or more" : ""));
}

}  // namespace

void check_voxel_count(std::size_t values, std::size_t voxels, const std::string& caller,
                       const char* name) {
  if (values == voxels) return;
  throw std::invalid_argument(
      fmt::format("{}: {} has {} values, the grid has {}", caller, name, values, voxels));
}

void check_reaction(const LocalReaction& reaction, std::size_t voxels, const std::string& caller) {
  const auto check = [&](std::span<const double> values, const char* name, double lowest) {
    if (values.empty()) return;
    check_voxel_count(values.size(), voxels, caller, name);
    reaction.for_voxels(
        [&](std::size_t voxel) { check_value(values[voxel], lowest, voxel, caller, name); });
  };
  if (reaction.voxels && !reaction.voxels->empty() && reaction.voxels->back() >= voxels) {
    throw std::invalid_argument(fmt::format("{}: voxel {} is outside the grid (below {})", caller,
                                            reaction.voxels->back(), voxels));
  }
  check(reaction.supply, "supply", -HUGE_VAL);
  check(reaction.loss, "loss", 0);
  check(reaction.saturable_loss, "saturable_loss", 0);
  check(reaction.half_maximum, "half_maximum", 0);
  if (reaction.saturable_loss.empty()) return;
  reaction.for_voxels([&](std::size_t voxel) {
    if (reaction.saturable_loss[voxel] == 0) return;
    if (!reaction.half_maximum.empty() && reaction.half_maximum[voxel] > 0) return;
    throw std::invalid_argument(
        fmt::format("{}: saturable_loss of voxel {} has no half_maximum above 0", caller, voxel));
  });
}

}  // namespace cytotwin
