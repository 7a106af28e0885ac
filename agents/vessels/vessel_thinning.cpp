#include <algorithm>
#include <array>
#include <cmath>

#include "agents/vessels/vessel_mask.h"

namespace cytotwin {
namespace {

constexpr double far_away = 1e18;

/// The eight pixels around one, clockwise from above; 0 outside the picture.
std::array<unsigned, 8> around(const std::vector<std::uint8_t>& picture, std::size_t width,
                               std::size_t height, std::size_t x, std::size_t y) {
  constexpr std::array<int, 8> dx = {0, 1, 1, 1, 0, -1, -1, -1}, dy = {-1, -1, 0, 1, 1, 1, 0, -1};
  std::array<unsigned, 8> values{};
  for (std::size_t i = 0; i < 8; ++i) {
    const auto u = static_cast<long>(x) + dx[i], v = static_cast<long>(y) + dy[i];
    if (u < 0 || v < 0 || u >= static_cast<long>(width) || v >= static_cast<long>(height)) continue;
    values[i] = picture[static_cast<std::size_t>(v) * width + static_cast<std::size_t>(u)];
  }
  return values;
}

bool may_go(const std::array<unsigned, 8>& p, bool second) {
  unsigned count = 0, rises = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    count += p[i];
    rises += p[i] == 0 && p[(i + 1) % 8] == 1;
  }
  if (count < 2 || count > 6 || rises != 1) return false;
  const unsigned north = p[0], east = p[2], south = p[4], west = p[6];
  return second ? north * east * west == 0 && north * south * west == 0
                : north * east * south == 0 && east * south * west == 0;
}

/// Lower envelope of parabolas of height f at 0, 1, ...: squared distances along one line.
void transform_line(std::vector<double>& f, std::vector<double>& out,
                    std::vector<std::size_t>& apex, std::vector<double>& border) {
  const std::size_t n = f.size();
  std::size_t last = 0;
  apex[0] = 0;
  border[0] = -far_away;
  border[1] = far_away;
  const auto meet = [&](std::size_t q, std::size_t v) {
    const double x = static_cast<double>(q), w = static_cast<double>(v);
    return ((f[q] + x * x) - (f[v] + w * w)) / (2 * x - 2 * w);
  };
  for (std::size_t q = 1; q < n; ++q) {
    double s = meet(q, apex[last]);
    while (s <= border[last]) s = meet(q, apex[--last]);
    apex[++last] = q;
    border[last] = s;
    border[last + 1] = far_away;
  }
  std::size_t k = 0;
  for (std::size_t q = 0; q < n; ++q) {
    while (border[k + 1] < static_cast<double>(q)) ++k;
    const double away = static_cast<double>(q) - static_cast<double>(apex[k]);
    out[q] = away * away + f[apex[k]];
  }
}

}  // namespace

std::vector<std::uint8_t> thin(const VesselMask& mask) {
  std::vector<std::uint8_t> picture = mask.vessel;
  std::vector<std::size_t> going;
  for (bool changed = true; changed;) {
    changed = false;
    for (const bool second : {false, true}) {
      going.clear();
      for (std::size_t p = 0; p < picture.size(); ++p) {
        if (picture[p] &&
            may_go(around(picture, mask.width, mask.height, p % mask.width, p / mask.width),
                   second)) {
          going.push_back(p);
        }
      }
      for (const std::size_t p : going) picture[p] = 0;
      changed = changed || !going.empty();
    }
  }
  return picture;
}

std::vector<double> distance_to_background(const VesselMask& mask) {
  const std::size_t w = mask.width, h = mask.height, longest = std::max(w, h);
  std::vector<double> squared(mask.vessel.size());
  // A quarter: sums must stay below far_away.
  for (std::size_t p = 0; p < squared.size(); ++p) squared[p] = mask.vessel[p] ? far_away / 4 : 0;
  std::vector<double> border(longest + 1);
  std::vector<std::size_t> apex(longest);
  std::vector<double> line(h), out(h);
  for (std::size_t x = 0; x < w; ++x) {
    for (std::size_t y = 0; y < h; ++y) line[y] = squared[y * w + x];
    transform_line(line, out, apex, border);
    for (std::size_t y = 0; y < h; ++y) squared[y * w + x] = out[y];
  }
  line.resize(w);
  out.resize(w);
  for (std::size_t y = 0; y < h; ++y) {
    std::copy_n(squared.begin() + static_cast<std::ptrdiff_t>(y * w), w, line.begin());
    transform_line(line, out, apex, border);
    std::copy_n(out.begin(), w, squared.begin() + static_cast<std::ptrdiff_t>(y * w));
  }
  // A picture without background: farther than any pixel.
  const double most = static_cast<double>(w + h);
  for (double& d : squared) d = std::min(std::sqrt(d), most);
  return squared;
}

}  // namespace cytotwin
