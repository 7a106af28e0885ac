#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "viz/draw.h"
#include "viz/frame_check.h"
#include "viz/legend.h"
#include "viz/plot_axes.h"
#include "viz/render.h"
#include "viz/text.h"
#include "viz/variables.h"
#include "viz/view.h"

namespace cytotwin {
namespace {

/// The voxels that a plane cuts, shape (rows, columns) upwards and to the right.
struct FieldPlane {
  std::size_t columns = 0, rows = 0;
  PictureRange x, y;  ///< ends of the plane [um]
  std::vector<double> values;
};

FieldPlane plane_through(const Grid& grid, std::span<const double> values, const ViewFrame& view,
                         double position) {
  const double lower = component(grid.origin, view.along);
  const double upper = component(grid.upper(), view.along);
  if (!(position >= lower && position <= upper)) {
    throw std::invalid_argument(fmt::format("plane {} = {} um lies outside the grid ({} to {} um)",
                                            axis_name(view.along), position, lower, upper));
  }
  const std::size_t layer =
      std::min(grid.count[view.along] - 1,
               static_cast<std::size_t>((position - lower) / component(grid.spacing, view.along)));
  FieldPlane plane;
  const auto [right, up] = view.across;
  plane.columns = grid.count[right];
  plane.rows = grid.count[up];
  plane.x = {component(grid.origin, right), component(grid.upper(), right)};
  plane.y = {component(grid.origin, up), component(grid.upper(), up)};
  std::array<std::size_t, 3> voxel;
  voxel[view.along] = layer;
  for (voxel[up] = 0; voxel[up] < plane.rows; ++voxel[up]) {
    for (voxel[right] = 0; voxel[right] < plane.columns; ++voxel[right]) {
      plane.values.push_back(values[grid.index(voxel[0], voxel[1], voxel[2])]);
    }
  }
  return plane;
}

/// Every pixel has the colour of its voxel: no values are made up between them.
Image painted(const FieldPlane& plane, PictureRange range, int width, int height) {
  Image image{width, height, {}};
  image.rgb.reserve(static_cast<std::size_t>(3) * width * height);
  for (int j = 0; j < height; ++j) {
    const auto row = static_cast<std::size_t>((j + 0.5) / height * plane.rows);
    for (int i = 0; i < width; ++i) {
      const auto column = static_cast<std::size_t>((i + 0.5) / width * plane.columns);
      const double value = plane.values[row * plane.columns + column];
      const Rgb colour =
          std::isfinite(value) ? viridis((value - range.low) / (range.high - range.low)) : missing;
      image.rgb.insert(image.rgb.end(), {colour.r, colour.g, colour.b});
    }
  }
  return image;
}

void draw_outlines(Canvas& canvas, const PlotAxes& axes, const FrameView& frame,
                   const ViewFrame& view, double position) {
  const double pixels_per_um = axes.at(1, 0).x - axes.at(0, 0).x;
  canvas.clip(axes.area());
  for (std::size_t i = 0; i < frame.id.size(); ++i) {
    const Vec3 centre{frame.x[i], frame.y[i], frame.z[i]};
    const double above = component(centre, view.along) - position;
    const double squared = frame.radius[i] * frame.radius[i] - above * above;
    if (squared <= 0) continue;
    canvas.ring(axes.at(component(centre, view.across[0]), component(centre, view.across[1])),
                std::sqrt(squared) * pixels_per_um, {white, 1, false, 0.8});
  }
  canvas.unclip();
}

/// The largest area of the plane's shape within `room`, centred in its width.
Area same_shape(const FieldPlane& plane, const Area& room) {
  const double wide = plane.x.high - plane.x.low, high = plane.y.high - plane.y.low;
  const double scale = std::min(room.width / wide, room.height / high);
  const double width = std::round(wide * scale), height = std::round(high * scale);
  return {room.left + std::floor((room.width - width) / 2),
          room.bottom + std::floor((room.height - height) / 2), std::max(width, 2.0),
          std::max(height, 2.0)};
}

}  // namespace

Image draw_field(OffscreenWindow& window, const FrameView& frame, const FieldPicture& picture) {
  check_fields(frame);
  if (picture.cell_outlines) check_cells(frame);
  const FieldColumn& field = find_field(frame, picture.substance);
  const ViewFrame view = view_frame(picture.axis);
  const Vec3 centre = 0.5 * (frame.grid.origin + frame.grid.upper());
  const double position = picture.position.value_or(component(centre, view.along));
  const FieldPlane plane = plane_through(frame.grid, field.values, view, position);
  const PictureRange range = colour_range(picture.range, plane.values);
  const bool gaps = std::any_of(plane.values.begin(), plane.values.end(),
                                [](double value) { return !std::isfinite(value); });

  const std::string heading = pretty_variable(field.name, field.unit);
  const double column = std::clamp(text_width(heading, {19, true}), 120.0, 260.0) + 30;
  const double width = picture.size.width, height = picture.size.height;
  const Area area =
      same_shape(plane, {120, 90, width - 120 - column - 60, height - header_height - 90 - 20});
  const PlotAxes axes(area, plane.x, plane.y);
  const Image pixels =
      painted(plane, range, static_cast<int>(2 * area.width), static_cast<int>(2 * area.height));
  return render_picture(window, picture.size, nullptr, [&](Canvas& canvas) {
    draw_header(canvas, picture.size, picture.title,
                fmt::format("{}   ·   {} = {} µm", time_label(frame.minutes), axis_name(view.along),
                            place_text(position)));
    canvas.image({area.left, area.bottom}, pixels);
    if (picture.cell_outlines) draw_outlines(canvas, axes, frame, view, position);
    axes.draw_scales(canvas, fmt::format("{} [µm]", axis_name(view.across[0])),
                     fmt::format("{} [µm]", axis_name(view.across[1])));
    const double tall = std::max(area.height, 240.0);
    draw_scalar_bar(canvas, {area.right() + 40, area.top() - tall, column - 20, tall}, heading,
                    range, gaps);
  });
}

}  // namespace cytotwin
