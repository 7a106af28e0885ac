#pragma once

#include <cstddef>
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
};

/// @throws std::invalid_argument naming the span, its size and the grid's, or the first voxel with
///         a value out of range
void check_reaction(const LocalReaction& reaction, std::size_t voxels, const std::string& caller);

/// @throws std::invalid_argument "caller: name has a values, the grid has b" unless equal
void check_voxel_count(std::size_t values, std::size_t voxels, const std::string& caller,
                       const char* name);

}  // namespace cytotwin
