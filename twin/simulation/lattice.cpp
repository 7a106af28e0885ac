#include "twin/simulation/lattice.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace cytotwin {

std::vector<Vec3> lattice(Vec3 centre, Vec3 half, double spacing,
                          const std::function<bool(Vec3)>& inside) {
  if (!(spacing > 0)) {
    throw std::invalid_argument(fmt::format("lattice: spacing = {} um is not positive", spacing));
  }
  const double s = spacing / 2;
  const Vec3 step = {std::sqrt(3.0) * s, 2 * s, std::sqrt(3.0) * s};
  const auto reach = [](double extent, double size) {
    return static_cast<int>(std::ceil(extent / size)) + 1;
  };
  std::vector<Vec3> points;
  for (int k = -reach(half.z, step.z); k <= reach(half.z, step.z); ++k) {
    for (int j = -reach(half.y, step.y); j <= reach(half.y, step.y); ++j) {
      for (int i = -reach(half.x, step.x); i <= reach(half.x, step.x); ++i) {
        // every other row moves along y by half a step, every other layer along x
        const double shift_x = (k % 2 != 0) ? step.x / 2 : 0;
        const double shift_y = (i % 2 != 0) ? step.y / 2 : 0;
        const Vec3 point = {centre.x + step.x * i + shift_x, centre.y + step.y * j + shift_y,
                            centre.z + step.z * k};
        if (inside(point)) points.push_back(point);
      }
    }
  }
  return points;
}

std::vector<Vec3> lattice_in_ball(Vec3 centre, double radius, double spacing) {
  return lattice(centre, {radius, radius, radius}, spacing, [&](Vec3 point) {
    const Vec3 d = point - centre;
    return dot(d, d) <= radius * radius;
  });
}

std::vector<Vec3> lattice_in_box(Vec3 lower, Vec3 upper, double spacing) {
  const Vec3 centre = 0.5 * (lower + upper);
  return lattice(centre, 0.5 * (upper - lower), spacing, [&](Vec3 p) {
    return p.x >= lower.x && p.y >= lower.y && p.z >= lower.z && p.x <= upper.x && p.y <= upper.y &&
           p.z <= upper.z;
  });
}

}  // namespace cytotwin
