#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace cytotwin {

/// Local gain and loss of a substance: dc/dt = supply - loss c - saturable_loss K c / (K + c),
/// K = half_maximum (Michaelis and Menten 1913). Decay and bulk rates are the solver's own and no
/// part of it. Every span has one value a voxel, x fastest, or is empty, which means none.
struct LocalReaction {
  /// [unit/min], any sign; a negative supply takes what there is and stops at an empty voxel.
  std::span<const double> supply;
  std::span<const double> loss;            ///< [1/min], >= 0
  std::span<const double> saturable_loss;  ///< at c -> 0 [1/min], >= 0
  std::span<const double> half_maximum;    ///< K [unit], > 0 where saturable_loss > 0
  /// Ascending; all other voxels hold zeros and are not looked at. None: look everywhere.
  std::optional<std::span<const std::uint32_t>> voxels = std::nullopt;

  /// Calls visit(voxel) for all that may react.
  template <class Visit>
  void for_voxels(const Visit& visit) const {
    if (voxels) {
      for (const std::uint32_t voxel : *voxels) visit(std::size_t{voxel});
      return;
    }
    const std::size_t size =
        std::max({supply.size(), loss.size(), saturable_loss.size(), half_maximum.size()});
    for (std::size_t voxel = 0; voxel < size; ++voxel) visit(voxel);
  }
};

/// @throws std::invalid_argument naming the span, its size and the grid's, or the first voxel with
///         a value out of range
void check_reaction(const LocalReaction& reaction, std::size_t voxels, const std::string& caller);

/// @throws std::invalid_argument "caller: name has a values, the grid has b" unless equal
void check_voxel_count(std::size_t values, std::size_t voxels, const std::string& caller,
                       const char* name);

}  // namespace cytotwin
