#include "twin/simulation/placement.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agents/cells/dying.h"
#include "agents/cells/growth.h"
#include "core/errors.h"
#include "core/random.h"
#include "twin/simulation/region.h"

namespace cytotwin {

namespace {

// Of a shape that reaches beyond the domain only what lies in it is filled.
Vec3 random_point_inside(const Region& region, const Grid& grid, RandomStream& random) {
  Vec3 point;
  for (int attempt = 0; attempt < 1000; ++attempt) {
    point = region.random_point(random);
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

std::vector<Vec3> packed_points(const Region& region, const Placement& of, double spacing,
                                const std::string& type) {
  std::vector<Vec3> points = region.lattice_points(spacing);
  const std::size_t wanted = of.count ? static_cast<std::size_t>(*of.count) : points.size();
  if (points.empty() || points.size() < wanted) {
    throw InputError({},
                     fmt::format("placement of \"{}\" has room for {} cells{}", type, points.size(),
                                 of.count ? fmt::format(", not for {}", wanted) : ""),
                     "make the shape larger or the spacing smaller");
  }
  keep_nearest(points, region.middle(), wanted);
  return points;
}

// Of a dead cell its volume at that moment, to which the burst of a necrotic one is relative.
void set_volume(Population& cells, std::size_t row, double total) {
  const CellVolume volume = cells.volume(row);
  const double ratio = total / volume.total();
  cells.set_volume(
      row, {ratio * volume.fluid, ratio * volume.nuclear_solid, ratio * volume.cytoplasmic_solid});
}

void place_cell(Tissue& tissue, const Scenario& scenario, const PlacedCell& given,
                const GrowingDistribution* growing) {
  const CellType& type = scenario.cell_types[given.type];
  const Vec3 at = given.position;
  const Grid& grid = scenario.grid;
  const std::size_t row =
      tissue.add_cell(given.type, is_planar(grid) ? Vec3{at.x, at.y, plane_of(grid)} : at);
  Population& cells = tissue.cells();
  if (given.phase) {
    set_cycle_position(cells, row, type, {*given.phase, 0});
  } else if (growing != nullptr) {
    RandomStream draw(scenario.twin.seed, cells.id[row], 0, Purpose::initial_phase);
    set_cycle_position(cells, row, type, growing->draw(draw));
  }
  if (given.volume) set_volume(cells, row, *given.volume);
  for (std::size_t v = 0; v < given.variables.size(); ++v) {
    if (std::isnan(given.variables[v])) continue;
    const std::size_t column = cells.find_extra(variable_column(scenario.variables[v].name));
    cells.extra[column].values[row] = given.variables[v];
  }
  if (given.state != CellState::live) begin_death(cells, row, type, given.state);
}

std::size_t place_file(Tissue& tissue, const Scenario& scenario, const Placement& placement) {
  std::vector<GrowingDistribution> growing;
  if (placement.phases == Placement::Phases::growing) {
    for (const CellType& type : scenario.cell_types)
      growing.emplace_back(type.cycle, type.death.apoptosis.rate);
  }
  for (const PlacedCell& cell : *placement.cells)
    place_cell(tissue, scenario, cell, growing.empty() ? nullptr : &growing[cell.type]);
  return placement.cells->size();
}

}  // namespace

std::size_t place_cells(Tissue& tissue, const Scenario& scenario, const Placement& placement) {
  if (placement.cells) return place_file(tissue, scenario, placement);
  const std::size_t index = type_index(scenario, placement.cell_type);
  const CellType& type = scenario.cell_types[index];
  const Region region(tissue, placement);
  const bool random = placement.arrangement == Placement::Arrangement::random &&
                      placement.shape != Placement::Shape::point;
  std::vector<Vec3> points;
  if (!random) {
    const double spacing = placement.spacing * 2 * radius_of(type.volume.total);
    points = packed_points(region, placement, spacing, type.name);
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
