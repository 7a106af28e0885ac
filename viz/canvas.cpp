#include "viz/canvas.h"

#include <vtkBrush.h>
#include <vtkContext2D.h>
#include <vtkContextDevice2D.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPen.h>
#include <vtkPointData.h>
#include <vtkTextProperty.h>
#include <vtkUnsignedCharArray.h>

#include <array>
#include <cmath>
#include <vector>

namespace cytotwin {
namespace {

// Pictures are drawn at twice their size and averaged down.
constexpr double pixel_factor = 2;

std::uint8_t alpha_of(double opacity) {
  return static_cast<std::uint8_t>(std::lround(255 * opacity));
}

void set_pen(vtkContext2D& context, const Stroke& stroke) {
  vtkPen& pen = *context.GetPen();
  pen.SetLineType(vtkPen::SOLID_LINE);
  pen.SetColor(stroke.colour.r, stroke.colour.g, stroke.colour.b, alpha_of(stroke.opacity));
  pen.SetWidth(static_cast<float>(pixel_factor * stroke.width));
}

void set_brush(vtkContext2D& context, Rgb colour, double opacity) {
  context.GetBrush()->SetTexture(nullptr);
  context.GetBrush()->SetColor(colour.r, colour.g, colour.b, alpha_of(opacity));
}

std::vector<float> device_points(std::span<const Point> points) {
  std::vector<float> flat;
  flat.reserve(2 * points.size());
  for (const Point& point : points) {
    flat.push_back(static_cast<float>(pixel_factor * point.x));
    flat.push_back(static_cast<float>(pixel_factor * point.y));
  }
  return flat;
}

/// Cuts a line into dashes of equal length along it.
std::vector<std::array<Point, 2>> dashes_of(std::span<const Point> points, double on, double off) {
  std::vector<std::array<Point, 2>> dashes;
  double phase = 0;  // within a dash and its gap
  for (std::size_t i = 1; i < points.size(); ++i) {
    const Point a = points[i - 1], b = points[i];
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    for (double done = 0; done < length;) {
      const bool drawn = phase < on;
      const double step = std::min(length - done, (drawn ? on : on + off) - phase);
      const auto at = [&](double s) {
        return Point{a.x + (b.x - a.x) * s / length, a.y + (b.y - a.y) * s / length};
      };
      if (drawn) dashes.push_back({at(done), at(done + step)});
      done += step;
      phase += step;
      if (phase >= on + off - 1e-9) phase = 0;
      if (step < 1e-9) phase += 1e-6;  // rounding must not stop the walk
    }
  }
  return dashes;
}

}  // namespace

void Canvas::text(Point at, const std::string& text, const TextStyle& style, Rgb colour) {
  if (text.empty()) return;
  vtkTextProperty& property = *context_.GetTextProp();
  apply(style, property);
  property.SetColor(colour.r / 255.0, colour.g / 255.0, colour.b / 255.0);
  context_.DrawString(static_cast<float>(pixel_factor * at.x),
                      static_cast<float>(pixel_factor * at.y), text);
}

void Canvas::fill(const Area& area, Rgb colour, double opacity) {
  set_brush(context_, colour, opacity);
  context_.GetPen()->SetLineType(vtkPen::NO_PEN);
  context_.DrawRect(static_cast<float>(pixel_factor * area.left),
                    static_cast<float>(pixel_factor * area.bottom),
                    static_cast<float>(pixel_factor * area.width),
                    static_cast<float>(pixel_factor * area.height));
}

void Canvas::frame(const Area& area, const Stroke& stroke) {
  const std::array<Point, 5> corners = {{{area.left, area.bottom},
                                         {area.right(), area.bottom},
                                         {area.right(), area.top()},
                                         {area.left, area.top()},
                                         {area.left, area.bottom}}};
  line(corners, stroke);
}

void Canvas::line(std::span<const Point> points, const Stroke& stroke) {
  if (points.size() < 2) return;
  if (stroke.dashed) {
    Stroke solid = stroke;
    solid.dashed = false;
    for (const auto& dash : dashes_of(points, 4 * stroke.width, 2.5 * stroke.width)) {
      line(dash, solid);
    }
    return;
  }
  std::vector<float> flat = device_points(points);
  set_pen(context_, stroke);
  context_.DrawPoly(flat.data(), static_cast<int>(points.size()));
  // VTK joins thick segments with gaps; a disc at each joint closes them.
  if (stroke.width < 2 || stroke.opacity < 1) return;
  for (std::size_t i = 1; i + 1 < points.size(); ++i) {
    disc(points[i], stroke.width / 2, stroke.colour);
  }
}

void Canvas::line(Point from, Point to, const Stroke& stroke) {
  const std::array<Point, 2> ends = {from, to};
  line(ends, stroke);
}

void Canvas::band(std::span<const Point> low, std::span<const Point> high, Rgb colour,
                  double opacity) {
  if (low.size() < 2) return;
  std::vector<Point> strip;
  strip.reserve(2 * low.size());
  for (std::size_t i = 0; i < low.size(); ++i) {
    strip.push_back(low[i]);
    strip.push_back(high[i]);
  }
  std::vector<float> flat = device_points(strip);
  set_brush(context_, colour, opacity);
  context_.GetPen()->SetLineType(vtkPen::NO_PEN);
  context_.DrawQuadStrip(flat.data(), static_cast<int>(strip.size()));
}

void Canvas::disc(Point centre, double radius, Rgb colour) {
  set_brush(context_, colour, 1);
  context_.GetPen()->SetLineType(vtkPen::NO_PEN);
  const auto r = static_cast<float>(pixel_factor * radius);
  context_.DrawEllipse(static_cast<float>(pixel_factor * centre.x),
                       static_cast<float>(pixel_factor * centre.y), r, r);
}

void Canvas::ring(Point centre, double radius, const Stroke& stroke) {
  constexpr int corners = 24;
  std::array<Point, corners + 1> points;
  for (int i = 0; i <= corners; ++i) {
    const double angle = 2 * M_PI * i / corners;
    points[i] = {centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)};
  }
  line(points, stroke);
}

void Canvas::diamond(Point centre, double radius, Rgb inside, const Stroke& stroke) {
  const std::array<Point, 5> corners = {{{centre.x - radius, centre.y},
                                         {centre.x, centre.y - radius},
                                         {centre.x + radius, centre.y},
                                         {centre.x, centre.y + radius},
                                         {centre.x - radius, centre.y}}};
  std::vector<float> flat = device_points({corners.data(), 4});
  set_brush(context_, inside, 1);
  context_.GetPen()->SetLineType(vtkPen::NO_PEN);
  context_.DrawQuad(flat.data());
  line(corners, stroke);
}

void Canvas::image(Point lower_left, const Image& image) {
  vtkNew<vtkUnsignedCharArray> pixels;
  pixels->SetNumberOfComponents(3);
  pixels->SetArray(const_cast<std::uint8_t*>(image.rgb.data()),
                   static_cast<vtkIdType>(image.rgb.size()), 1);
  vtkNew<vtkImageData> data;
  data->SetDimensions(image.width, image.height, 1);
  data->GetPointData()->SetScalars(pixels);
  context_.DrawImage(static_cast<float>(std::round(pixel_factor * lower_left.x)),
                     static_cast<float>(std::round(pixel_factor * lower_left.y)), data);
}

void Canvas::clip(const Area& area) {
  std::array<int, 4> box = {static_cast<int>(std::floor(pixel_factor * area.left)),
                            static_cast<int>(std::floor(pixel_factor * area.bottom)),
                            static_cast<int>(std::ceil(pixel_factor * area.width)),
                            static_cast<int>(std::ceil(pixel_factor * area.height))};
  context_.GetDevice()->SetClipping(box.data());
  context_.GetDevice()->EnableClipping(true);
}

void Canvas::unclip() { context_.GetDevice()->EnableClipping(false); }

}  // namespace cytotwin
