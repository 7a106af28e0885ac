#include "viz/chart_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace cytotwin {
namespace {

void check_same_length(const std::string& kind, const std::string& label, const char* name,
                       std::size_t length, std::size_t x_length) {
  if (length == x_length) return;
  throw std::invalid_argument(fmt::format("chart {} \"{}\": {} has {} values, x has {}", kind,
                                          label, name, length, x_length));
}

void check_axis_range(const char* name, const std::optional<PictureRange>& range, bool positive) {
  if (!range) return;
  const bool ascending = std::isfinite(range->high - range->low) && range->low < range->high;
  if (ascending && (!positive || range->low > 0)) return;
  throw std::invalid_argument(fmt::format("chart {} {} to {} (must be finite and ascending{})",
                                          name, range->low, range->high,
                                          positive ? ", and > 0 on a logarithmic axis" : ""));
}

/// Smallest and largest of the values it has seen.
struct Extent {
  bool log_scale = false;
  double low = INFINITY, high = -INFINITY;

  void add(double value) {
    if (!std::isfinite(value) || (log_scale && value <= 0)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  bool empty() const { return low > high; }
};

void add_pieces(Extent& x, Extent& y, std::span<const double> xs, std::span<const double> ys,
                std::span<const double> sd = {}) {
  for (const auto& piece : drawable_pieces(xs, ys, y.log_scale)) {
    for (const std::size_t k : piece) {
      x.add(xs[k]);
      y.add(ys[k]);
      if (sd.empty()) continue;
      y.add(ys[k] - sd[k]);
      y.add(ys[k] + sd[k]);
    }
  }
}

PictureRange padded_log(const Extent& extent) {
  if (extent.empty()) return {1, 10};
  const double factor = std::max(1.2, std::pow(extent.high / extent.low, 0.05));
  return {extent.low / factor, extent.high * factor};
}

PictureRange padded(const Extent& extent) {
  if (extent.empty()) return {0, 1};
  double low = extent.low, high = extent.high;
  const bool from_zero = low >= 0 && low < high / 3;
  double pad = 0.05 * (high - low);
  if (pad <= 1e-9 * std::abs(high)) pad = high == 0 ? 0.5 : 0.1 * std::abs(high);
  return {from_zero ? 0 : low - pad, high + pad};
}

}  // namespace

void check_chart(const Chart& chart) {
  for (const ChartLine& line : chart.lines) {
    check_same_length("line", line.label, "y", line.y.size(), line.x.size());
  }
  for (const ChartBand& band : chart.bands) {
    check_same_length("band", band.label, "low", band.low.size(), band.x.size());
    check_same_length("band", band.label, "high", band.high.size(), band.x.size());
  }
  for (const ChartPoints& points : chart.points) {
    check_same_length("points", points.label, "y", points.y.size(), points.x.size());
    if (points.sd.empty()) continue;
    check_same_length("points", points.label, "sd", points.sd.size(), points.x.size());
  }
  for (const ChartSpan& span : chart.spans) {
    if (std::isfinite(span.to - span.from) && span.from <= span.to) continue;
    throw std::invalid_argument(
        fmt::format("chart span \"{}\" from {} to {} (must be finite and "
                    "ascending)",
                    span.label, span.from, span.to));
  }
  check_axis_range("x_range", chart.x_range, false);
  check_axis_range("y_range", chart.y_range, chart.log_y);
}

std::vector<std::vector<std::size_t>> drawable_pieces(std::span<const double> x,
                                                      std::span<const double> y, bool log_y) {
  std::vector<std::vector<std::size_t>> pieces;
  bool open = false;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const bool drawable = std::isfinite(x[k]) && std::isfinite(y[k]) && (!log_y || y[k] > 0);
    if (drawable && !open) pieces.emplace_back();
    if (drawable) pieces.back().push_back(k);
    open = drawable;
  }
  return pieces;
}

ChartRanges chart_ranges(const Chart& chart) {
  Extent x, y{chart.log_y};
  for (const ChartLine& line : chart.lines) add_pieces(x, y, line.x, line.y);
  for (const ChartBand& band : chart.bands) {
    add_pieces(x, y, band.x, band.low);
    add_pieces(x, y, band.x, band.high);
  }
  for (const ChartPoints& points : chart.points) add_pieces(x, y, points.x, points.y, points.sd);
  ChartRanges ranges;
  ranges.any = !x.empty();
  PictureRange whole{x.low, x.high};
  if (x.empty()) {
    whole = {0, 1};
  } else if (x.low == x.high) {
    whole = {x.low - 0.5, x.high + 0.5};
  } else if (!chart.points.empty()) {
    const double pad = 0.02 * (x.high - x.low);  // so that markers at the ends are whole
    whole = {x.low - pad, x.high + pad};
  }
  ranges.x = chart.x_range.value_or(whole);
  ranges.y = chart.y_range.value_or(chart.log_y ? padded_log(y) : padded(y));
  return ranges;
}

}  // namespace cytotwin
