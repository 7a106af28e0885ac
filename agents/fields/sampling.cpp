#include "agents/fields/sampling.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "agents/fields/local_reaction.h"

namespace cytotwin {

namespace {

constexpr std::size_t points_per_task = 4096;

void check_points(const Grid& grid, std::span<const double> field, std::span<const double> x,
                  std::initializer_list<std::span<const double>> others, const char* caller) {
  check_voxel_count(field.size(), grid.size(), caller, "field");
  for (const auto& other : others) {
    if (other.size() == x.size()) continue;
    throw std::invalid_argument(
        fmt::format("{}: x has {} values, another span {}", caller, x.size(), other.size()));
  }
}

/// Two neighbouring voxels along an axis and the share of the upper one.
struct Bracket {
  std::size_t low, high;
  double share;
};

Bracket bracket(double coordinate, double origin, double spacing, std::size_t count) {
  const double last = static_cast<double>(count - 1);
  const double place = std::clamp((coordinate - origin) / spacing - 0.5, 0.0, last);
  const auto low = static_cast<std::size_t>(place);
  return {low, std::min(low + 1, count - 1), place - static_cast<double>(low)};
}

double trilinear(const Grid& grid, std::span<const double> field, Vec3 p) {
  const Bracket bx = bracket(p.x, grid.origin.x, grid.spacing.x, grid.count[0]);
  const Bracket by = bracket(p.y, grid.origin.y, grid.spacing.y, grid.count[1]);
  const Bracket bz = bracket(p.z, grid.origin.z, grid.spacing.z, grid.count[2]);
  const auto along_x = [&](std::size_t j, std::size_t k) {
    const double* row = field.data() + grid.index(0, j, k);
    return row[bx.low] + bx.share * (row[bx.high] - row[bx.low]);
  };
  const auto along_y = [&](std::size_t k) {
    const double low = along_x(by.low, k);
    return low + by.share * (along_x(by.high, k) - low);
  };
  const double low = along_y(bz.low);
  return low + bz.share * (along_y(bz.high) - low);
}

double slope(const double* at, std::size_t index, std::size_t count, std::size_t pitch,
             double spacing) {
  const std::size_t down = index > 0 ? 1 : 0, up = index + 1 < count ? 1 : 0;
  if (down + up == 0) return 0;
  return (at[up * pitch] - *(at - down * pitch)) / (spacing * static_cast<double>(down + up));
}

}  // namespace

void sample_voxels(const Grid& grid, std::span<const double> field, std::span<const double> x,
                   std::span<const double> y, std::span<const double> z, std::span<double> values,
                   const Workers& workers) {
  check_points(grid, field, x, {y, z, values}, "sample_voxels");
  workers.for_blocks(x.size(), points_per_task, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      values[i] = field[grid.voxel_of({x[i], y[i], z[i]})];
    }
  });
}

void sample_trilinear(const Grid& grid, std::span<const double> field, std::span<const double> x,
                      std::span<const double> y, std::span<const double> z,
                      std::span<double> values, const Workers& workers) {
  check_points(grid, field, x, {y, z, values}, "sample_trilinear");
  workers.for_blocks(x.size(), points_per_task, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      values[i] = trilinear(grid, field, {x[i], y[i], z[i]});
    }
  });
}

Vec3 gradient_at_voxel(const Grid& grid, std::span<const double> field, std::size_t voxel) {
  const std::size_t nx = grid.count[0], ny = grid.count[1], row = voxel / nx;
  const double* at = field.data() + voxel;
  return {slope(at, voxel % nx, nx, 1, grid.spacing.x), slope(at, row % ny, ny, nx, grid.spacing.y),
          slope(at, row / ny, grid.count[2], nx * ny, grid.spacing.z)};
}

Vec3 gradient_at(const Grid& grid, std::span<const double> field, Vec3 point) {
  return gradient_at_voxel(grid, field, grid.voxel_of(point));
}

void sample_gradients(const Grid& grid, std::span<const double> field, std::span<const double> x,
                      std::span<const double> y, std::span<const double> z,
                      const GradientSpans& gradients, const Workers& workers) {
  check_points(grid, field, x, {y, z, gradients.x, gradients.y, gradients.z}, "sample_gradients");
  workers.for_blocks(x.size(), points_per_task, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Vec3 slope_here = gradient_at(grid, field, {x[i], y[i], z[i]});
      gradients.x[i] = slope_here.x;
      gradients.y[i] = slope_here.y;
      gradients.z[i] = slope_here.z;
    }
  });
}

}  // namespace cytotwin
