#include "core/grid.h"

#include <algorithm>

namespace cytotwin {

namespace {

std::size_t clamped_cell(double coordinate, double origin, double spacing, std::size_t count) {
  const double position = std::floor((coordinate - origin) / spacing);
  return static_cast<std::size_t>(std::clamp(position, 0.0, static_cast<double>(count - 1)));
}

}  // namespace

Vec3 Grid::upper() const {
  return {origin.x + spacing.x * static_cast<double>(count[0]),
          origin.y + spacing.y * static_cast<double>(count[1]),
          origin.z + spacing.z * static_cast<double>(count[2])};
}

Vec3 Grid::centre(std::size_t i, std::size_t j, std::size_t k) const {
  return {origin.x + spacing.x * (static_cast<double>(i) + 0.5),
          origin.y + spacing.y * (static_cast<double>(j) + 0.5),
          origin.z + spacing.z * (static_cast<double>(k) + 0.5)};
}

bool Grid::contains(Vec3 point) const {
  const Vec3 top = upper();
  return point.x >= origin.x && point.y >= origin.y && point.z >= origin.z && point.x < top.x &&
         point.y < top.y && point.z < top.z;
}

std::size_t Grid::voxel_of(Vec3 point) const {
  return index(clamped_cell(point.x, origin.x, spacing.x, count[0]),
               clamped_cell(point.y, origin.y, spacing.y, count[1]),
               clamped_cell(point.z, origin.z, spacing.z, count[2]));
}

}  // namespace cytotwin
