#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <variant>

#include "viz/draw.h"
#include "viz/frame_check.h"
#include "viz/legend.h"
#include "viz/plot_axes.h"
#include "viz/render.h"
#include "viz/text.h"
#include "viz/variables.h"

namespace cytotwin {
namespace {

/// Ends of all segments, as the frame's columns have them.
struct SegmentColumns {
  std::array<std::span<const double>, 4> at;  ///< from x, from y, to x, to y
};

SegmentColumns ends_of(const FrameView& frame) {
  SegmentColumns ends;
  const std::array<const char*, 4> names = {"from_x", "from_y", "to_x", "to_y"};
  for (std::size_t k = 0; k < names.size(); ++k) {
    const auto column = std::find_if(frame.cells.begin(), frame.cells.end(),
                                     [&](const CellColumn& c) { return c.name == names[k]; });
    if (column == frame.cells.end() ||
        !std::holds_alternative<std::span<const double>>(column->values))
      throw std::invalid_argument(
          fmt::format("a picture of vessels needs the column \"{}\" of numbers", names[k]));
    ends.at[k] = std::get<std::span<const double>>(column->values);
  }
  return ends;
}

PictureRange range_of(std::span<const double> a, std::span<const double> b) {
  const auto [low_a, high_a] = std::minmax_element(a.begin(), a.end());
  const auto [low_b, high_b] = std::minmax_element(b.begin(), b.end());
  const double low = std::min(*low_a, *low_b), high = std::max(*high_a, *high_b);
  return {low, std::max(high, low + 1)};
}

// Deep ones first, so that the vessels next to the viewer lie on top.
std::vector<std::size_t> from_the_back(const FrameView& frame) {
  std::vector<std::size_t> order(frame.id.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return frame.z[a] > frame.z[b]; });
  return order;
}

Area plot_area(PictureRange x, PictureRange y, const Area& room) {
  const double wide = x.high - x.low, high = y.high - y.low;
  const double scale = std::min(room.width / wide, room.height / high);
  return {room.left, room.bottom + std::floor((room.height - high * scale) / 2),
          std::max(2.0, std::round(wide * scale)), std::max(2.0, std::round(high * scale))};
}

std::vector<LegendEntry> entries_of(const CellVariable& variable) {
  std::vector<LegendEntry> entries;
  for (std::size_t i = 0; i < std::min(variable.labels.size(), palette_size); ++i)
    entries.push_back({pretty_variable(variable.labels[i], ""), palette(i)});
  return entries;
}

}  // namespace

Image draw_vessels(OffscreenWindow& window, const FrameView& frame, const VesselPicture& picture) {
  check_cells(frame);
  if (frame.id.empty()) throw std::invalid_argument("a picture of vessels needs a segment");
  const SegmentColumns ends = ends_of(frame);
  const CellVariable variable = find_cell_variable(frame, picture.colour_by);
  const PictureRange range = colour_range(picture.range, variable.values);
  const PictureRange x = range_of(ends.at[0], ends.at[2]), y = range_of(ends.at[1], ends.at[3]);
  const bool category = !variable.labels.empty();
  const std::string heading = pretty_variable(variable.name, category ? "" : variable.unit);
  const double column = std::clamp(text_width(heading, {19, true}), 150.0, 260.0) + 30;
  const double width = picture.size.width, height = picture.size.height;
  const Area area =
      plot_area(x, y, {120, 90, width - 120 - column - 60, height - header_height - 110});
  const PlotAxes axes(area, x, y);
  const double pixels_per_um = area.width / (x.high - x.low);
  return render_picture(window, picture.size, nullptr, [&](Canvas& canvas) {
    draw_header(canvas, picture.size, picture.title,
                fmt::format("{}   ·   {} segments of vessel, seen from the vitreous",
                            time_label(frame.minutes), grouped(frame.id.size())));
    canvas.clip(area);
    for (const std::size_t s : from_the_back(frame)) {
      const double thick = std::max(1.0, 2 * frame.radius[s] * pixels_per_um);
      canvas.line(axes.at(ends.at[0][s], ends.at[1][s]), axes.at(ends.at[2][s], ends.at[3][s]),
                  {colour_of(variable, variable.values[s], range), thick});
    }
    canvas.unclip();
    axes.draw_scales(canvas, "x [µm]", "y [µm]");
    const Area side{area.right() + 40, area.bottom, column - 20, std::max(area.height, 240.0)};
    if (category) {
      draw_category_legend(canvas, side, heading, entries_of(variable));
    } else {
      draw_scalar_bar(canvas, side, heading, range, false);
    }
  });
}

}  // namespace cytotwin
