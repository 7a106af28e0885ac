#include "viz/colours.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cytotwin {

Rgb palette(std::size_t place) {
  static constexpr std::array<Rgb, palette_size> colours = {{{0, 114, 178},
                                                             {213, 94, 0},
                                                             {0, 158, 115},
                                                             {230, 159, 0},
                                                             {204, 121, 167},
                                                             {86, 180, 233},
                                                             {70, 70, 70},
                                                             {136, 34, 85},
                                                             {68, 170, 153},
                                                             {51, 34, 136},
                                                             {153, 153, 51},
                                                             {240, 228, 66}}};
  return colours[place % colours.size()];
}

Rgb viridis(double fraction) {
  static constexpr std::array<Rgb, 10> stops = {{{68, 1, 84},
                                                 {72, 40, 120},
                                                 {62, 73, 137},
                                                 {49, 104, 142},
                                                 {38, 130, 142},
                                                 {31, 158, 137},
                                                 {53, 183, 121},
                                                 {110, 206, 88},
                                                 {181, 222, 43},
                                                 {253, 231, 37}}};
  if (std::isnan(fraction)) return missing;
  const double place = std::clamp(fraction, 0.0, 1.0) * (stops.size() - 1);
  const std::size_t below = std::min<std::size_t>(static_cast<std::size_t>(place), 8);
  const double share = place - static_cast<double>(below);
  const auto mix = [share](std::uint8_t a, std::uint8_t b) {
    return static_cast<std::uint8_t>(std::lround(a + share * (b - a)));
  };
  const Rgb a = stops[below], b = stops[below + 1];
  return {mix(a.r, b.r), mix(a.g, b.g), mix(a.b, b.b)};
}

}  // namespace cytotwin
