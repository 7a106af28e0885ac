#include "viz/legend.h"

#include <fmt/format.h>

#include <algorithm>

#include "viz/ticks.h"

namespace cytotwin {
namespace {

const TextStyle heading_style{19, true, Align::low, Align::high};
const TextStyle label_style{18};

Image viridis_column(int width, int height) {
  Image image{width, height, {}};
  image.rgb.reserve(static_cast<std::size_t>(3) * width * height);
  for (int y = 0; y < height; ++y) {
    const Rgb colour = viridis((y + 0.5) / height);
    for (int x = 0; x < width; ++x) {
      image.rgb.insert(image.rgb.end(), {colour.r, colour.g, colour.b});
    }
  }
  return image;
}

/// Splits "name [unit]" into two lines where one is too wide; returns the height used.
double draw_heading(Canvas& canvas, const Area& area, const std::string& heading) {
  const std::size_t bracket = heading.rfind(" [");
  if (bracket == std::string::npos || text_width(heading, heading_style) <= area.width) {
    canvas.text({area.left, area.top()}, fitted(heading, heading_style, area.width), heading_style);
    return 38;
  }
  canvas.text({area.left, area.top()},
              fitted(heading.substr(0, bracket), heading_style, area.width), heading_style);
  canvas.text({area.left, area.top() - 26}, heading.substr(bracket + 1), heading_style);
  return 64;
}

void draw_swatch(Canvas& canvas, Point lower_left, Rgb colour, const std::string& label,
                 double width) {
  canvas.fill({lower_left.x, lower_left.y, 22, 22}, colour);
  canvas.text({lower_left.x + 32, lower_left.y + 11}, fitted(label, label_style, width - 32),
              label_style);
}

}  // namespace

void draw_header(Canvas& canvas, PictureSize size, const std::string& title,
                 const std::string& facts) {
  const double width = size.width - 60;
  const TextStyle title_style{26, true};
  const TextStyle facts_style{19};
  const bool titled = !title.empty();
  canvas.text({30, size.height - 34.0}, fitted(title, title_style, width), title_style);
  canvas.text({30, size.height - (titled ? 66.0 : 38.0)}, fitted(facts, facts_style, width),
              facts_style);
}

void draw_category_legend(Canvas& canvas, const Area& area, const std::string& heading,
                          const std::vector<LegendEntry>& entries) {
  double y = area.top() - draw_heading(canvas, area, heading);
  const double pitch =
      std::min(34.0, (y - area.bottom) / std::max<double>(1, static_cast<double>(entries.size())));
  for (const LegendEntry& entry : entries) {
    draw_swatch(canvas, {area.left, y - 22}, entry.colour, entry.label, area.width);
    y -= pitch;
  }
}

void draw_scalar_bar(Canvas& canvas, const Area& area, const std::string& heading,
                     PictureRange range, bool with_missing) {
  const int wanted = std::clamp(static_cast<int>(area.height / 90), 2, 8);
  const Ticks ticks = linear_ticks(range, wanted);
  const double used =
      draw_heading(canvas, area, ticks.factor.empty() ? heading : heading + " " + ticks.factor);
  const double below = with_missing ? 46 : 0;
  const Area bar{area.left, area.bottom + below, 28, area.height - used - below - 10};
  canvas.image({bar.left, bar.bottom},
               viridis_column(static_cast<int>(2 * bar.width), static_cast<int>(2 * bar.height)));
  canvas.frame(bar, {ink, 1});
  for (std::size_t i = 0; i < ticks.values.size(); ++i) {
    const double share = (ticks.values[i] - range.low) / (range.high - range.low);
    const double y = bar.bottom + share * bar.height;
    canvas.line({bar.right(), y}, {bar.right() + 7, y}, {ink, 1.5});
    canvas.text({bar.right() + 13, y}, ticks.labels[i], label_style);
  }
  if (with_missing) draw_swatch(canvas, {area.left, area.bottom}, missing, "no value", area.width);
}

void draw_scale_bar(Canvas& canvas, Point lower_left, double pixels_per_um, double available) {
  const double length = round_below(0.2 * available / pixels_per_um);
  const double width = length * pixels_per_um;
  canvas.fill({lower_left.x, lower_left.y, width, 6}, ink);
  canvas.text({lower_left.x + width / 2, lower_left.y + 12}, fmt::format("{:g} µm", length),
              {18, false, Align::centre, Align::low});
}

}  // namespace cytotwin
