#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/chart_data.h"
#include "viz/draw.h"
#include "viz/legend.h"
#include "viz/plot_axes.h"
#include "viz/render.h"
#include "viz/text.h"

namespace cytotwin {
namespace {

constexpr double line_width = 2.6;
constexpr double point_radius = 5.5;
const TextStyle key_style{18};
constexpr Rgb span_colour = {120, 120, 120};

Rgb line_colour(const Chart& chart, std::size_t i) {
  return palette(chart.lines[i].colour.value_or(i));
}
Rgb band_colour(const Chart& chart, std::size_t i) {
  return palette(chart.bands[i].colour.value_or(i));
}
Rgb point_colour(const ChartPoints& points) {
  return points.colour ? palette(*points.colour) : black;
}

void draw_marker(Canvas& canvas, Point at, PointRole role, Rgb colour) {
  if (role == PointRole::calibrated) {
    canvas.disc(at, point_radius, colour);
  } else {
    canvas.diamond(at, point_radius + 2, white, {colour, 2});
  }
}

/// One entry of the key above the plot: a sample of how something is drawn, and its label.
struct KeyEntry {
  std::string label;
  std::function<void(Canvas&, const Area&)> draw_sample;
};

std::vector<KeyEntry> key_of(const Chart& chart) {
  std::vector<KeyEntry> key;
  for (std::size_t i = 0; i < chart.lines.size(); ++i) {
    const Stroke stroke{line_colour(chart, i), line_width, chart.lines[i].dashed};
    key.push_back({chart.lines[i].label, [stroke](Canvas& canvas, const Area& area) {
                     const double y = area.bottom + area.height / 2;
                     canvas.line({area.left, y}, {area.right(), y}, stroke);
                   }});
  }
  for (std::size_t i = 0; i < chart.bands.size(); ++i) {
    const Rgb colour = band_colour(chart, i);
    key.push_back({chart.bands[i].label, [colour](Canvas& canvas, const Area& area) {
                     canvas.fill(area, colour, 0.25);
                   }});
  }
  for (const ChartPoints& points : chart.points) {
    key.push_back({points.label, [&points](Canvas& canvas, const Area& area) {
                     draw_marker(canvas,
                                 {area.left + area.width / 2, area.bottom + area.height / 2},
                                 points.role, point_colour(points));
                   }});
  }
  for (const ChartSpan& span : chart.spans) {
    key.push_back({span.label,
                   [](Canvas& canvas, const Area& area) { canvas.fill(area, span_colour, 0.18); }});
  }
  std::erase_if(key, [](const KeyEntry& entry) { return entry.label.empty(); });
  return key;
}

constexpr double sample_width = 38, key_gap = 30, key_pitch = 30;

/// Where each entry of the key stands: left end in pixels, row from the top.
std::vector<std::pair<double, int>> place_key(const std::vector<KeyEntry>& key, double width) {
  std::vector<std::pair<double, int>> places;
  double x = 0;
  int row = 0;
  for (const KeyEntry& entry : key) {
    const double wide = sample_width + 10 + text_width(entry.label, key_style);
    if (x > 0 && x + wide > width) {
      x = 0;
      ++row;
    }
    places.emplace_back(x, row);
    x += wide + key_gap;
  }
  return places;
}

void draw_key(Canvas& canvas, Point upper_left, double width, const std::vector<KeyEntry>& key) {
  const auto places = place_key(key, width);
  for (std::size_t i = 0; i < key.size(); ++i) {
    const double x = upper_left.x + places[i].first;
    const double y = upper_left.y - key_pitch * (places[i].second + 0.5);
    key[i].draw_sample(canvas, {x, y - 9, sample_width, 18});
    canvas.text({x + sample_width + 10, y},
                fitted(key[i].label, key_style, width - sample_width - 10), key_style);
  }
}

void draw_lines(Canvas& canvas, const Chart& chart, const PlotAxes& axes) {
  for (std::size_t i = 0; i < chart.lines.size(); ++i) {
    const ChartLine& line = chart.lines[i];
    for (const auto& piece : drawable_pieces(line.x, line.y, chart.log_y)) {
      std::vector<Point> path;
      for (const std::size_t k : piece) path.push_back(axes.at(line.x[k], line.y[k]));
      // A single value between gaps would vanish as a line.
      if (path.size() == 1) canvas.disc(path[0], line_width, line_colour(chart, i));
      canvas.line(path, {line_colour(chart, i), line_width, line.dashed});
    }
  }
}

void draw_bands(Canvas& canvas, const Chart& chart, const PlotAxes& axes) {
  for (std::size_t i = 0; i < chart.bands.size(); ++i) {
    const ChartBand& band = chart.bands[i];
    // With a logarithmic axis a band may reach down to 0: it then ends at the axis.
    std::vector<double> low = band.low;
    if (chart.log_y) {
      for (double& value : low) value = std::max(value, 1e-300);
    }
    std::vector<double> both = band.high;
    for (std::size_t k = 0; k < both.size(); ++k) both[k] += std::isfinite(low[k]) ? 0 : NAN;
    for (const auto& piece : drawable_pieces(band.x, both, chart.log_y)) {
      std::vector<Point> lower, upper;
      for (const std::size_t k : piece) {
        lower.push_back(axes.at(band.x[k], low[k]));
        upper.push_back(axes.at(band.x[k], band.high[k]));
        lower.back().y = std::max(lower.back().y, axes.area().bottom - 1000);
      }
      canvas.band(lower, upper, band_colour(chart, i), 0.25);
    }
  }
}

void draw_points(Canvas& canvas, const ChartPoints& points, const PlotAxes& axes, bool log_y) {
  const Rgb colour = point_colour(points);
  for (const auto& piece : drawable_pieces(points.x, points.y, log_y)) {
    for (const std::size_t k : piece) {
      const double sd = points.sd.empty() ? 0 : points.sd[k];
      const Point at = axes.at(points.x[k], points.y[k]);
      if (std::isfinite(sd) && sd > 0) {
        const double top = axes.at(points.x[k], points.y[k] + sd).y;
        const double low = points.y[k] - sd;
        const double end =
            log_y && low <= 0 ? axes.area().bottom - 10 : axes.at(points.x[k], low).y;
        canvas.line({at.x, end}, {at.x, top}, {colour, 1.8});
        canvas.line({at.x - 5, end}, {at.x + 5, end}, {colour, 1.8});
        canvas.line({at.x - 5, top}, {at.x + 5, top}, {colour, 1.8});
      }
      draw_marker(canvas, at, points.role, colour);
    }
  }
}

void draw_spans(Canvas& canvas, const Chart& chart, const PlotAxes& axes) {
  for (const ChartSpan& span : chart.spans) {
    const double left = axes.at(span.from, 1).x;
    const double width = std::max(1.5, axes.at(span.to, 1).x - left);  // a moment still shows
    canvas.fill({left, axes.area().bottom, width, axes.area().height}, span_colour, 0.18);
  }
}

}  // namespace

Image draw_chart(OffscreenWindow& window, const Chart& chart) {
  check_chart(chart);
  const double width = chart.size.width, height = chart.size.height;
  const std::vector<KeyEntry> key = key_of(chart);
  const Area room{130, 100, width - 130 - 40, height - 100};
  const auto places = place_key(key, room.width);
  const double key_height = key.empty() ? 10 : key_pitch * (places.back().second + 1) + 12;
  const double title_height = chart.title.empty() ? 16 : 64;
  const Area area{room.left, room.bottom, room.width, room.height - title_height - key_height};
  const ChartRanges ranges = chart_ranges(chart);
  const PlotAxes axes(area, ranges.x, ranges.y, chart.log_y);
  return render_picture(window, chart.size, nullptr, [&](Canvas& canvas) {
    if (!chart.title.empty()) draw_header(canvas, chart.size, chart.title, "");
    draw_key(canvas, {area.left, height - title_height}, area.width, key);
    canvas.clip(area);
    draw_spans(canvas, chart, axes);
    axes.draw_grid(canvas);
    draw_bands(canvas, chart, axes);
    draw_lines(canvas, chart, axes);
    for (const ChartPoints& points : chart.points) draw_points(canvas, points, axes, chart.log_y);
    canvas.unclip();
    axes.draw_scales(canvas, chart.x_title, chart.y_title);
    if (!ranges.any) {
      canvas.text({area.left + area.width / 2, area.bottom + area.height / 2}, "nothing to show",
                  {24, false, Align::centre});
    }
  });
}

}  // namespace cytotwin
