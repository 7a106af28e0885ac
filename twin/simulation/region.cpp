#include "twin/simulation/region.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "twin/simulation/lattice.h"

namespace cytotwin {

namespace {

double surface_of(const Tissue& tissue, const std::string& type, Vec3 centre) {
  const Population& cells = tissue.cells();
  double surface = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (tissue.model().cell_types[cells.type[i]].name != type) continue;
    surface = std::max(surface, norm(cells.position(i) - centre) + cells.radius[i]);
  }
  return surface;
}

Vec3 cross(Vec3 a, Vec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

/// Of length 1 and at right angles to a direction of length 1.
Vec3 perpendicular(Vec3 along) {
  const Vec3 size{std::abs(along.x), std::abs(along.y), std::abs(along.z)};
  const Vec3 other = size.x <= size.y && size.x <= size.z ? Vec3{1, 0, 0}
                     : size.y <= size.z                   ? Vec3{0, 1, 0}
                                                          : Vec3{0, 0, 1};
  const Vec3 across = cross(along, other);
  return 1 / norm(across) * across;
}

}  // namespace

bool is_planar(const Grid& grid) { return grid.count[2] == 1; }

double plane_of(const Grid& grid) { return grid.origin.z + grid.spacing.z / 2; }

Region::Region(const Tissue& tissue, const Placement& placement)
    : placement_(placement),
      outer_(placement.radius),
      planar_(is_planar(tissue.model().grid)),
      height_(plane_of(tissue.model().grid)) {
  if (placement.shape != Placement::Shape::shell) return;
  inner_ = placement.inner_radius;
  if (placement.around.empty()) return;
  const double surface = surface_of(tissue, placement.around, centre());
  inner_ += surface;
  outer_ += surface;
}

Vec3 Region::centre() const {
  const Vec3 c = placement_.centre;
  return planar_ ? Vec3{c.x, c.y, height_} : c;
}

Region::Axis Region::axis() const {
  Vec3 from = placement_.from, to = placement_.to;
  if (planar_) from.z = to.z = height_;
  Axis axis;
  axis.length = norm(to - from);
  axis.middle = 0.5 * (from + to);
  axis.along = 1 / axis.length * (to - from);
  axis.across = planar_ ? Vec3{axis.along.y, -axis.along.x, 0} : perpendicular(axis.along);
  axis.up = planar_ ? Vec3{0, 0, 1} : cross(axis.across, axis.along);
  return axis;
}

Vec3 Region::middle() const {
  if (placement_.shape == Placement::Shape::box) return 0.5 * (placement_.lower + placement_.upper);
  return placement_.shape == Placement::Shape::line ? axis().middle : centre();
}

std::vector<Vec3> Region::points_in_box(double spacing) const {
  const Vec3 lower = placement_.lower, upper = placement_.upper;
  if (!planar_) return lattice_in_box(lower, upper, spacing);
  return lattice_in_box({lower.x, lower.y, height_ - flat(spacing)},
                        {upper.x, upper.y, height_ + flat(spacing)}, spacing);
}

std::vector<Vec3> Region::points_in_line(double spacing) const {
  const Axis axis = this->axis();
  // a whole number of spacings may miss the end by the last bits
  const double half = 0.5 * axis.length * (1 + 1e-12);
  const Vec3 extent{outer_, half, planar_ ? flat(spacing) : outer_};
  std::vector<Vec3> points = lattice({}, extent, spacing, [&](Vec3 p) {
    const double height = planar_ ? 0 : p.z;
    return std::abs(p.y) <= half && p.x * p.x + height * height <= outer_ * outer_ &&
           (!planar_ || std::abs(p.z) < flat(spacing));
  });
  for (Vec3& point : points) point = axis.point(point);
  return points;
}

// In a plane only the layer at its height is taken: `flat` is thinner than a layer.
std::vector<Vec3> Region::lattice_points(double spacing) const {
  if (placement_.shape == Placement::Shape::point) return {centre()};
  if (placement_.shape == Placement::Shape::box) return points_in_box(spacing);
  if (placement_.shape == Placement::Shape::line) return points_in_line(spacing);
  const Vec3 half{outer_, outer_, planar_ ? flat(spacing) : outer_};
  return lattice(centre(), half, spacing, [&](Vec3 point) {
    const Vec3 d = point - centre();
    const double squared = dot(d, d);
    return squared <= outer_ * outer_ && squared >= inner_ * inner_ &&
           (!planar_ || std::abs(point.z - height_) < flat(spacing));
  });
}

Vec3 Region::random_in_box(RandomStream& random) const {
  const Vec3 size = placement_.upper - placement_.lower;
  const double x = placement_.lower.x + size.x * random.uniform();
  const double y = placement_.lower.y + size.y * random.uniform();
  const double z = placement_.lower.z + size.z * random.uniform();
  return {x, y, planar_ ? height_ : z};
}

Vec3 Region::random_in_line(RandomStream& random) const {
  const Axis axis = this->axis();
  const double y = axis.length * (random.uniform() - 0.5);
  if (planar_) return axis.point({outer_ * (2 * random.uniform() - 1), y, 0});
  const double radius = outer_ * std::sqrt(random.uniform());
  const double angle = 2 * std::numbers::pi * random.uniform();
  return axis.point({radius * std::cos(angle), y, radius * std::sin(angle)});
}

Vec3 Region::random_point(RandomStream& random) const {
  if (placement_.shape == Placement::Shape::box) return random_in_box(random);
  if (placement_.shape == Placement::Shape::line) return random_in_line(random);
  const double power = planar_ ? 2 : 3;
  const double low = std::pow(inner_, power), high = std::pow(outer_, power);
  const double radius = std::pow(low + (high - low) * random.uniform(), 1 / power);
  const Vec3 direction = planar_ ? random.planar_direction() : random.direction();
  return centre() + radius * direction;
}

}  // namespace cytotwin
