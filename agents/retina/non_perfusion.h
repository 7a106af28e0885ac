#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "agents/retina/lateral_screen.h"

namespace cytotwin {

/// The two nodes that a segment joins.
using SegmentEnds = std::array<std::uint32_t, 2>;

/// Sizes of the connected groups of marked segments, largest first: segments that share a node
/// belong together.
/// @param marked  one value a segment, not 0: marked
std::vector<std::size_t> contiguous_groups(std::span<const SegmentEnds> ends, std::size_t nodes,
                                           std::span<const std::uint8_t> marked);

/// The largest group over all marked segments; 0 without any. How patchy a loss is.
double largest_contiguous_share(std::span<const SegmentEnds> ends, std::size_t nodes,
                                std::span<const std::uint8_t> marked);

/// A mask of the same number of segments, each set of them as likely as any other.
/// @param eligible  segments that may be marked
std::vector<std::uint8_t> random_mask(std::span<const std::uint8_t> eligible, std::size_t marked,
                                      std::uint64_t seed, std::uint64_t number);

/// What an angiogram shows of a patch, in areas seen from above [mm^2].
struct AngiogramMeasures {
  double non_perfused = 0;         ///< lesions outside the foveal avascular zone
  double foveal_avascular = 0;     ///< the connected area without perfusion that holds the fovea
  std::vector<std::uint8_t> dark;  ///< one value a column, 1: without perfusion, fovea included
};

/// Columns farther than `reach` from any perfused column are dark; dark areas (joined by their
/// sides) smaller than `least_area` are not counted as lesions.
/// @param perfused  one value a column, 1: a perfused segment runs through it
/// @param reach  [um]; least_area [mm^2]
/// @param fovea_x, fovea_y  [um]
AngiogramMeasures measure_angiogram(const ColumnGrid& grid, std::span<const std::uint8_t> perfused,
                                    double reach, double least_area, double fovea_x,
                                    double fovea_y);

}  // namespace cytotwin
