#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "twin/simulation/observe.h"

namespace cytotwin {

namespace {

constexpr double most_pixels = 1e8;

/// Pixels around the cells with one empty row and column on each side, x fastest.
class Picture {
 public:
  Picture(std::span<const double> x, std::span<const double> y, std::span<const double> radius,
          double pixel)
      : pixel_(pixel) {
    double low_x = x[0], low_y = y[0], high_x = x[0], high_y = y[0];
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (!std::isfinite(x[i] + y[i] + radius[i])) {
        throw std::invalid_argument(fmt::format(
            "projected_radius: cell {} lies at ({}, {}), radius {}", i, x[i], y[i], radius[i]));
      }
      low_x = std::min(low_x, x[i] - radius[i]);
      low_y = std::min(low_y, y[i] - radius[i]);
      high_x = std::max(high_x, x[i] + radius[i]);
      high_y = std::max(high_y, y[i] + radius[i]);
    }
    first_x_ = std::floor(low_x / pixel) - 1;
    first_y_ = std::floor(low_y / pixel) - 1;
    const double width = std::floor(high_x / pixel) - first_x_ + 2;
    const double height = std::floor(high_y / pixel) - first_y_ + 2;
    if (!(width * height <= most_pixels)) {
      throw std::invalid_argument(fmt::format(
          "projected_radius: the cells spread over {:.3g} x {:.3g} um, too many pixels of {} um",
          high_x - low_x, high_y - low_y, pixel));
    }
    width_ = static_cast<std::ptrdiff_t>(width);
    height_ = static_cast<std::ptrdiff_t>(height);
    value_.assign(static_cast<std::size_t>(width_ * height_), 0);
  }

  /// Covers the pixels whose centres lie in a disc, and the one that holds its own centre.
  void add_disc(double x, double y, double radius) {
    const double u = x / pixel_ - first_x_, v = y / pixel_ - first_y_, r = radius / pixel_;
    at(static_cast<std::ptrdiff_t>(u), static_cast<std::ptrdiff_t>(v)) = 1;
    const auto top = static_cast<std::ptrdiff_t>(std::floor(v + r - 0.5));
    for (auto j = static_cast<std::ptrdiff_t>(std::ceil(v - r - 0.5)); j <= top; ++j) {
      const double dy = static_cast<double>(j) + 0.5 - v;
      const double half = std::sqrt(std::max(0.0, r * r - dy * dy));
      const auto left = static_cast<std::ptrdiff_t>(std::ceil(u - half - 0.5));
      const auto right = static_cast<std::ptrdiff_t>(std::floor(u + half - 0.5));
      if (left <= right) std::fill(&at(left, j), &at(right, j) + 1, std::uint8_t{1});
    }
  }

  /// Number of pixels of the largest component with its holes filled.
  std::size_t largest_filled_area() {
    std::size_t largest = 0, seed = 0;
    for (std::size_t p = 0; p < value_.size(); ++p) {
      if (value_[p] != 1) continue;
      if (const std::size_t size = flood(p, 1, 2, true); size > largest) {
        largest = size;
        seed = p;
      }
    }
    flood(seed, 2, 3, true);
    for (std::uint8_t& value : value_) value = value == 3 ? 1 : 0;
    // The margin is empty, so the outside is one region that touches the first pixel.
    return value_.size() - flood(0, 0, 2, false);
  }

 private:
  std::uint8_t& at(std::ptrdiff_t i, std::ptrdiff_t j) {
    return value_[static_cast<std::size_t>(i + width_ * j)];
  }

  /// Turns the region of value `from` around a pixel into `to`; returns its size. By edges, or by
  /// edges and corners.
  std::size_t flood(std::size_t seed, std::uint8_t from, std::uint8_t to, bool corners) {
    waiting_.assign(1, seed);
    value_[seed] = to;
    std::size_t size = 0;
    while (!waiting_.empty()) {
      const std::size_t p = waiting_.back();
      waiting_.pop_back();
      ++size;
      const auto j = static_cast<std::ptrdiff_t>(p) / width_;
      const auto i = static_cast<std::ptrdiff_t>(p) % width_;
      for (std::ptrdiff_t dj = -1; dj <= 1; ++dj) {
        for (std::ptrdiff_t di = -1; di <= 1; ++di) {
          if (!corners && di != 0 && dj != 0) continue;
          if (i + di < 0 || i + di >= width_ || j + dj < 0 || j + dj >= height_) continue;
          std::uint8_t& neighbour = at(i + di, j + dj);
          if (neighbour != from) continue;
          neighbour = to;
          waiting_.push_back(static_cast<std::size_t>(i + di + width_ * (j + dj)));
        }
      }
    }
    return size;
  }

  double pixel_, first_x_ = 0, first_y_ = 0;
  std::ptrdiff_t width_ = 0, height_ = 0;
  std::vector<std::uint8_t> value_;
  std::vector<std::size_t> waiting_;
};

}  // namespace

double projected_radius(std::span<const double> x, std::span<const double> y,
                        std::span<const double> radius, double pixel) {
  if (y.size() != x.size() || radius.size() != x.size() || !(pixel > 0)) {
    throw std::invalid_argument(
        fmt::format("projected_radius: {} x, {} y, {} radii, pixel {} um (> 0)", x.size(), y.size(),
                    radius.size(), pixel));
  }
  if (x.empty()) return 0;
  Picture picture(x, y, radius, pixel);
  for (std::size_t i = 0; i < x.size(); ++i) picture.add_disc(x[i], y[i], radius[i]);
  const auto area = static_cast<double>(picture.largest_filled_area());
  return pixel * std::sqrt(area / std::numbers::pi);
}

}  // namespace cytotwin
