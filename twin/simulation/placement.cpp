#include "twin/simulation/placement.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>

#include "agents/cells/growth.h"
#include "core/errors.h"
#include "core/random.h"

namespace cytotwin {

namespace {

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

}  // namespace

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

namespace {

bool is_planar(const Grid& grid) { return grid.count[2] == 1; }

// A shape with its radii as they lie in this tissue.
struct Region {
  const Placement& placement;
  double inner = 0, outer = 0;  // of a ball or shell [um]
  bool planar = false;
  double height = 0;  // of the plane [um]

  Vec3 centre() const {
    const Vec3 c = placement.centre;
    return planar ? Vec3{c.x, c.y, height} : c;
  }
  bool contains(Vec3 point) const {
    const Vec3 d = point - centre();
    const double squared = dot(d, d);
    return squared <= outer * outer && squared >= inner * inner;
  }
};

double surface_of(const Tissue& tissue, const std::string& type, Vec3 centre) {
  const Population& cells = tissue.cells();
  double surface = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (tissue.model().cell_types[cells.type[i]].name != type) continue;
    surface = std::max(surface, norm(cells.position(i) - centre) + cells.radius[i]);
  }
  return surface;
}

Region region_of(const Tissue& tissue, const Placement& placement) {
  const Grid& grid = tissue.model().grid;
  Region region{placement, 0, placement.radius, is_planar(grid),
                grid.origin.z + grid.spacing.z / 2};
  if (placement.shape != Placement::Shape::shell) return region;
  region.inner = placement.inner_radius;
  if (placement.around.empty()) return region;
  const double surface = surface_of(tissue, placement.around, region.centre());
  region.inner += surface;
  region.outer += surface;
  return region;
}

std::vector<Vec3> lattice_points(const Region& region, double spacing) {
  const Placement& of = region.placement;
  const double flat = 0.25 * spacing;  // thinner than a layer: the one at the plane alone
  if (of.shape == Placement::Shape::point) return {region.centre()};
  if (of.shape == Placement::Shape::box) {
    if (!region.planar) return lattice_in_box(of.lower, of.upper, spacing);
    return lattice_in_box({of.lower.x, of.lower.y, region.height - flat},
                          {of.upper.x, of.upper.y, region.height + flat}, spacing);
  }
  const Vec3 half{region.outer, region.outer, region.planar ? flat : region.outer};
  return lattice(region.centre(), half, spacing, [&](Vec3 point) {
    return region.contains(point) && (!region.planar || std::abs(point.z - region.height) < flat);
  });
}

Vec3 random_point(const Region& region, RandomStream& random) {
  const Placement& of = region.placement;
  if (of.shape == Placement::Shape::box) {
    const Vec3 size = of.upper - of.lower;
    const double x = of.lower.x + size.x * random.uniform();
    const double y = of.lower.y + size.y * random.uniform();
    const double z = of.lower.z + size.z * random.uniform();
    return {x, y, region.planar ? region.height : z};
  }
  const double power = region.planar ? 2 : 3;
  const double low = std::pow(region.inner, power), high = std::pow(region.outer, power);
  const double radius = std::pow(low + (high - low) * random.uniform(), 1 / power);
  const Vec3 direction = region.planar ? random.planar_direction() : random.direction();
  return region.centre() + radius * direction;
}

// Of a shape that reaches beyond the domain only what lies in it is filled.
Vec3 random_point_inside(const Region& region, const Grid& grid, RandomStream& random) {
  Vec3 point;
  for (int attempt = 0; attempt < 1000; ++attempt) {
    point = random_point(region, random);
    if (grid.contains(point)) break;
  }
  return point;
}

std::size_t type_index(const Scenario& scenario, const std::string& name) {
  for (std::size_t t = 0; t < scenario.cell_types.size(); ++t) {
    if (scenario.cell_types[t].name == name) return t;
  }
  throw InputError({}, fmt::format("placement of unknown cell type \"{}\"", name));
}

void require_inside(const Tissue& tissue, std::size_t row, const CellType& type) {
  const Vec3 at = tissue.cells().position(row);
  if (tissue.model().grid.contains(at)) return;
  throw InputError({},
                   fmt::format("placement of \"{}\" puts a cell outside the domain at "
                               "({:.6g}, {:.6g}, {:.6g}) um",
                               type.name, at.x, at.y, at.z),
                   "make domain.size larger or the shape smaller");
}

// Moves and ages a new cell as the placement says.
void settle(Tissue& tissue, const Scenario& scenario, const Placement& placement,
            const GrowingDistribution& growing, std::size_t row) {
  Population& cells = tissue.cells();
  const CellType& type = scenario.cell_types[cells.type[row]];
  const double reach = placement.jitter * radius_of(type.volume.total);
  RandomStream shift(scenario.twin.seed, cells.id[row], 0, Purpose::placement);
  const auto jitter = [&] { return reach * (2 * shift.uniform() - 1); };
  cells.x[row] += jitter();
  cells.y[row] += jitter();
  if (!is_planar(scenario.grid)) cells.z[row] += jitter();
  require_inside(tissue, row, type);
  if (placement.phases != Placement::Phases::growing) return;
  RandomStream draw(scenario.twin.seed, cells.id[row], 0, Purpose::initial_phase);
  set_cycle_position(cells, row, type, growing.draw(draw));
}

}  // namespace

namespace {

// Of equally near points those earlier in the lattice stay.
void keep_nearest(std::vector<Vec3>& points, Vec3 middle, std::size_t number) {
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return norm(points[a] - middle) < norm(points[b] - middle);
  });
  order.resize(number);
  std::sort(order.begin(), order.end());
  std::vector<Vec3> kept;
  for (const std::size_t i : order) kept.push_back(points[i]);
  points = std::move(kept);
}

std::vector<Vec3> packed_points(const Region& region, double spacing, const std::string& type) {
  const Placement& of = region.placement;
  std::vector<Vec3> points = lattice_points(region, spacing);
  const std::size_t wanted = of.count ? static_cast<std::size_t>(*of.count) : points.size();
  if (points.empty() || points.size() < wanted) {
    throw InputError({},
                     fmt::format("placement of \"{}\" has room for {} cells{}", type, points.size(),
                                 of.count ? fmt::format(", not for {}", wanted) : ""),
                     "make the shape larger or the spacing smaller");
  }
  const bool box = of.shape == Placement::Shape::box;
  keep_nearest(points, box ? 0.5 * (of.lower + of.upper) : region.centre(), wanted);
  return points;
}

}  // namespace

std::size_t place_cells(Tissue& tissue, const Scenario& scenario, const Placement& placement) {
  const std::size_t index = type_index(scenario, placement.cell_type);
  const CellType& type = scenario.cell_types[index];
  const Region region = region_of(tissue, placement);
  const bool random = placement.arrangement == Placement::Arrangement::random &&
                      placement.shape != Placement::Shape::point;
  std::vector<Vec3> points;
  if (!random) {
    const double spacing = placement.spacing * 2 * radius_of(type.volume.total);
    points = packed_points(region, spacing, type.name);
  }
  const std::size_t number =
      random ? static_cast<std::size_t>(placement.count.value_or(0)) : points.size();
  const GrowingDistribution growing(type.cycle, type.death.apoptosis.rate);
  for (std::size_t n = 0; n < number; ++n) {
    RandomStream draws(scenario.twin.seed, tissue.cells().next_id, 0, Purpose::random_placement);
    const Vec3 point = random ? random_point_inside(region, scenario.grid, draws) : points[n];
    const std::size_t row = tissue.add_cell(static_cast<std::uint16_t>(index), point);
    settle(tissue, scenario, placement, growing, row);
  }
  return number;
}

}  // namespace cytotwin
