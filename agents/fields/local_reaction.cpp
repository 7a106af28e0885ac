#include "agents/fields/local_reaction.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace cytotwin {

namespace {

void check_values(std::span<const double> values, double lowest, const std::string& caller,
                  const char* name) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i]) && values[i] >= lowest) continue;
    throw std::invalid_argument(fmt::format("{}: {} of voxel {} is {} (finite{})", caller, name, i,
                                            values[i], lowest == 0 ? ", 0 or more" : ""));
  }
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
    check_values(values, lowest, caller, name);
  };
  check(reaction.supply, "supply", -HUGE_VAL);
  check(reaction.loss, "loss", 0);
  check(reaction.saturable_loss, "saturable_loss", 0);
  check(reaction.half_maximum, "half_maximum", 0);
  for (std::size_t i = 0; i < reaction.saturable_loss.size(); ++i) {
    if (reaction.saturable_loss[i] == 0) continue;
    if (!reaction.half_maximum.empty() && reaction.half_maximum[i] > 0) continue;
    throw std::invalid_argument(
        fmt::format("{}: saturable_loss of voxel {} has no half_maximum above 0", caller, i));
  }
}

}  // namespace cytotwin
