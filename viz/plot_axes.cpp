#include "viz/plot_axes.h"

#include <algorithm>
#include <cmath>

#include "viz/ticks.h"

namespace cytotwin {
namespace {

constexpr double number_size = 18;

std::string with_factor(const std::string& title, const std::string& factor) {
  return factor.empty() ? title : title + "  (" + factor + ")";
}

Ticks ticks_along(PictureRange range, bool log_scale, double length) {
  return log_scale ? log_ticks(range)
                   : linear_ticks(range, std::max(1, static_cast<int>(length / 110)));
}

}  // namespace

PlotAxes::PlotAxes(const Area& area, PictureRange x, PictureRange y, bool log_y)
    : area_(area), x_(x), y_(y), log_y_(log_y) {}

Point PlotAxes::at(double x, double y) const {
  const double along = (x - x_.low) / (x_.high - x_.low);
  const double up = log_y_ ? std::log(y / y_.low) / std::log(y_.high / y_.low)
                           : (y - y_.low) / (y_.high - y_.low);
  return {area_.left + along * area_.width, area_.bottom + up * area_.height};
}

void PlotAxes::draw_grid(Canvas& canvas) const {
  for (const double value : ticks_along(x_, false, area_.width).values) {
    const double x = at(value, y_.low).x;
    canvas.line({x, area_.bottom}, {x, area_.top()}, {faint, 1});
  }
  for (const double value : ticks_along(y_, log_y_, area_.height).values) {
    const double y = at(x_.low, value).y;
    canvas.line({area_.left, y}, {area_.right(), y}, {faint, 1});
  }
}

void PlotAxes::draw_scales(Canvas& canvas, const std::string& x_title,
                           const std::string& y_title) const {
  canvas.frame(area_, {ink, 1.5});
  const Ticks along = ticks_along(x_, false, area_.width);
  for (std::size_t i = 0; i < along.values.size(); ++i) {
    const double x = at(along.values[i], y_.low).x;
    canvas.line({x, area_.bottom}, {x, area_.bottom - 7}, {ink, 1.5});
    canvas.text({x, area_.bottom - 13}, along.labels[i],
                {number_size, false, Align::centre, Align::high});
  }
  const Ticks up = ticks_along(y_, log_y_, area_.height);
  double widest = 0;
  for (std::size_t i = 0; i < up.values.size(); ++i) {
    const double y = at(x_.low, up.values[i]).y;
    const TextStyle style{number_size, false, Align::high, Align::centre};
    canvas.line({area_.left, y}, {area_.left - 7, y}, {ink, 1.5});
    canvas.text({area_.left - 13, y}, up.labels[i], style);
    widest = std::max(widest, text_width(up.labels[i], style));
  }
  canvas.text({area_.left + area_.width / 2, area_.bottom - 44}, with_factor(x_title, along.factor),
              {21, false, Align::centre, Align::high});
  canvas.text({area_.left - 13 - widest - 16, area_.bottom + area_.height / 2},
              with_factor(y_title, up.factor), {21, false, Align::centre, Align::low, true});
}

}  // namespace cytotwin
