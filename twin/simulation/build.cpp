#include "twin/simulation/build.h"

#include <fmt/format.h>

#include <utility>

#include "agents/cells/growth.h"
#include "agents/fields/fixed_voxels.h"
#include "core/errors.h"
#include "core/random.h"
#include "twin/simulation/placement.h"

namespace cytotwin {

namespace {

std::size_t index_of_type(const Scenario& scenario, const std::string& name) {
  for (std::size_t t = 0; t < scenario.cell_types.size(); ++t) {
    if (scenario.cell_types[t].name == name) return t;
  }
  throw InputError({}, fmt::format("placement of unknown cell type \"{}\"", name));
}

std::vector<Vec3> lattice_of(const Placement& placement, double diameter) {
  switch (placement.shape) {
    case Placement::Shape::ball:
      return lattice_in_ball(placement.centre, placement.radius, placement.spacing * diameter);
    case Placement::Shape::box:
      return lattice_in_box(placement.lower, placement.upper, placement.spacing * diameter);
    case Placement::Shape::point:
      return {placement.centre};
  }
  return {};
}

void place(const Scenario& scenario, const Placement& placement, Population& cells) {
  const std::size_t type_index = index_of_type(scenario, placement.cell_type);
  const CellType& type = scenario.cell_types[type_index];
  const double radius = radius_of(type.volume.total);
  const std::vector<Vec3> points = lattice_of(placement, 2 * radius);
  if (points.empty()) {
    throw InputError({},
                     fmt::format("placement of \"{}\" leaves no cell (radius {} um)", type.name,
                                 placement.radius),
                     "make the shape larger than one cell");
  }
  const std::uint64_t seed = scenario.twin.seed;
  const GrowingDistribution growing(type.cycle, type.death.apoptosis.rate);
  for (const Vec3& point : points) {
    const std::size_t row = cells.add(type, static_cast<std::uint16_t>(type_index), point);
    RandomStream shift(seed, cells.id[row], 0, Purpose::placement);
    const auto jitter = [&] { return placement.jitter * radius * (2 * shift.uniform() - 1); };
    cells.x[row] += jitter();
    cells.y[row] += jitter();
    cells.z[row] += jitter();
    if (!scenario.grid.contains(cells.position(row))) {
      throw InputError({},
                       fmt::format("placement of \"{}\" puts a cell outside the domain at "
                                   "({:.6g}, {:.6g}, {:.6g}) um",
                                   type.name, cells.x[row], cells.y[row], cells.z[row]),
                       "make domain.size larger or the shape smaller");
    }
    if (placement.phases == Placement::Phases::growing) {
      RandomStream draw(seed, cells.id[row], 0, Purpose::initial_phase);
      set_cycle_position(cells, row, type, growing.draw(draw));
    }
  }
}

FixedVoxels voxels_of(const Grid& grid, const FixedRegion& region) {
  switch (region.shape) {
    case FixedRegion::Shape::outer_layer:
      return fixed_outer_layer(grid, region.value);
    case FixedRegion::Shape::box:
      return fixed_box(grid, region.lower, region.upper, region.value);
    case FixedRegion::Shape::ball:
      return fixed_ball(grid, region.centre, region.radius, region.value);
  }
  return {};
}

FixedVoxels fixed_voxels_of(const Scenario& scenario, const std::string& substance) {
  FixedVoxels all;
  for (const FixedRegion& region : scenario.fixed) {
    if (region.substance == substance) all = merge_fixed(all, voxels_of(scenario.grid, region));
  }
  return all;
}

}  // namespace

Tissue build_tissue(const Scenario& scenario) {
  TissueModel model;
  model.grid = scenario.grid;
  model.substances = scenario.substances;
  for (const Substance& substance : scenario.substances) {
    model.fixed.push_back(fixed_voxels_of(scenario, substance.name));
  }
  model.cell_types = scenario.cell_types;
  model.variables = scenario.variables;
  model.law = scenario.mechanics.law;
  model.walls = scenario.mechanics.walls;
  model.field_step = scenario.time.field;
  model.quasi_steady_step = scenario.time.quasi_steady;
  model.mechanics_step = scenario.time.mechanics;
  model.phenotype_step = scenario.time.phenotype;
  model.seed = scenario.twin.seed;
  Tissue tissue(std::move(model));
  for (const Placement& placement : scenario.placements) {
    place(scenario, placement, tissue.cells());
  }
  tissue.renew();
  return tissue;
}

}  // namespace cytotwin
