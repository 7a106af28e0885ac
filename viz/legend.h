#pragma once

#include <string>
#include <vector>

#include "viz/canvas.h"
#include "viz/viz.h"

namespace cytotwin {

/// Height of title and subtitle above a picture.
inline constexpr double header_height = 84;

/// Title and, below it, a line of facts (time, what is shown), at the picture's upper left.
void draw_header(Canvas& canvas, PictureSize size, const std::string& title,
                 const std::string& facts);

struct LegendEntry {
  std::string label;
  Rgb colour;
};

/// Swatches with labels, one below the other from the top of the area, under a heading.
void draw_category_legend(Canvas& canvas, const Area& area, const std::string& heading,
                          const std::vector<LegendEntry>& entries);

/// A vertical viridis bar with ticks; the heading (name, unit) above it.
/// @param with_missing  also a swatch "no value"
void draw_scalar_bar(Canvas& canvas, const Area& area, const std::string& heading,
                     PictureRange range, bool with_missing);

/// A bar of a round length with its length in um, at most a fifth of `available` pixels wide.
void draw_scale_bar(Canvas& canvas, Point lower_left, double pixels_per_um, double available);

}  // namespace cytotwin
