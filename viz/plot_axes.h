#pragma once

#include <string>

#include "viz/canvas.h"
#include "viz/viz.h"

namespace cytotwin {

/// A rectangle of the picture with a scale along its lower and its left side.
class PlotAxes {
 public:
  PlotAxes(const Area& area, PictureRange x, PictureRange y, bool log_y = false);

  const Area& area() const { return area_; }
  /// Pixel position of a value; with log_y, y must be > 0.
  Point at(double x, double y) const;

  void draw_grid(Canvas& canvas) const;
  /// Frame, ticks, numbers and titles; titles get the numbers' common factor appended.
  void draw_scales(Canvas& canvas, const std::string& x_title, const std::string& y_title) const;

 private:
  Area area_;
  PictureRange x_, y_;
  bool log_y_;
};

}  // namespace cytotwin
