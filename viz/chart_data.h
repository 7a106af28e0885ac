#pragma once

#include <span>
#include <vector>

#include "viz/viz.h"

namespace cytotwin {

/// @throws std::invalid_argument naming the curve and both lengths if its vectors differ in
///         length, or the range asked for if it is not finite and ascending (with log_y: > 0)
void check_chart(const Chart& chart);

struct ChartRanges {
  PictureRange x, y;
  bool any = false;  ///< whether there is anything to draw
};

/// The ranges asked for, or those of all drawable values (with error bars) and a margin above and
/// below; y starts at 0 where no value is negative and the smallest is below a third of the
/// largest.
ChartRanges chart_ranges(const Chart& chart);

/// Runs of indices whose values can be drawn: finite, and with log_y positive.
std::vector<std::vector<std::size_t>> drawable_pieces(std::span<const double> x,
                                                      std::span<const double> y, bool log_y);

}  // namespace cytotwin
