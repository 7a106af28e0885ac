#include "twin/scenario/geometry.h"

#include <fmt/format.h>

namespace cytotwin {

bool box_inside(const Grid& grid, Vec3 lower, Vec3 upper) {
  const Vec3 bottom = grid.origin, top = grid.upper();
  // Corners that are computed, such as centre - radius, may miss the face by a few last bits.
  const double slack = 1e-9 * norm(top - bottom);
  return lower.x >= bottom.x - slack && lower.y >= bottom.y - slack &&
         lower.z >= bottom.z - slack && upper.x <= top.x + slack && upper.y <= top.y + slack &&
         upper.z <= top.z + slack;
}

std::string point_text(Vec3 point) {
  return fmt::format("({}, {}, {}) um", number_text(point.x), number_text(point.y),
                     number_text(point.z));
}

std::string extent_text(const Grid& grid) {
  return fmt::format("the domain reaches from {} to {}", point_text(grid.origin),
                     point_text(grid.upper()));
}

void check_box(const Located& table, Vec3 lower, Vec3 upper, const std::optional<Grid>& grid,
               const std::string& label, Checks& checks) {
  if (!checks.good(table, {"lower", "upper"})) return;
  if (!(lower.x < upper.x && lower.y < upper.y && lower.z < upper.z))
    return checks.problem(table, "upper",
                          fmt::format("{}upper = {} is not above lower = {}", label,
                                      point_text(upper), point_text(lower)),
                          "upper must be larger along every axis");
  if (grid && !box_inside(*grid, lower, upper))
    checks.problem(table, "lower",
                   fmt::format("{}the box from {} to {} leaves the domain", label,
                               point_text(lower), point_text(upper)),
                   extent_text(*grid));
}

}  // namespace cytotwin
