#pragma once

#include <span>
#include <string>

#include "viz/colours.h"
#include "viz/image.h"
#include "viz/text.h"

class vtkContext2D;

namespace cytotwin {

struct Point {
  double x = 0, y = 0;
};

/// A rectangle of the finished picture.
struct Area {
  double left = 0, bottom = 0, width = 0, height = 0;
  double right() const { return left + width; }
  double top() const { return bottom + height; }
};

struct Stroke {
  Rgb colour = ink;
  double width = 1.5;  ///< [pixels of the finished picture]
  bool dashed = false;
  double opacity = 1;
};

/// Flat drawing over a picture. Positions in pixels of the finished picture, from its lower left
/// corner, with fractions.
class Canvas {
 public:
  explicit Canvas(vtkContext2D& context) : context_(context) {}

  void text(Point at, const std::string& text, const TextStyle& style, Rgb colour = ink);
  void fill(const Area& area, Rgb colour, double opacity = 1);
  void frame(const Area& area, const Stroke& stroke);
  /// A line through all points, with round joints.
  void line(std::span<const Point> points, const Stroke& stroke);
  void line(Point from, Point to, const Stroke& stroke);
  /// The region between two lines that share their x, one point of each a place.
  void band(std::span<const Point> low, std::span<const Point> high, Rgb colour, double opacity);
  void disc(Point centre, double radius, Rgb colour);
  void ring(Point centre, double radius, const Stroke& stroke);
  void diamond(Point centre, double radius, Rgb inside, const Stroke& stroke);
  /// An image of twice the resolution of the finished picture.
  void image(Point lower_left, const Image& image);

  /// What lies outside the area is not drawn, until unclip().
  void clip(const Area& area);
  void unclip();

 private:
  vtkContext2D& context_;
};

}  // namespace cytotwin
