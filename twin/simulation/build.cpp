#include "twin/simulation/build.h"

#include <limits>
#include <utility>

#include "agents/fields/fixed_voxels.h"
#include "twin/simulation/placement.h"
#include "twin/simulation/treat.h"

namespace cytotwin {

namespace {

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
  model.rules = scenario.rules;
  model.law = scenario.mechanics.law;
  model.walls = scenario.mechanics.walls;
  model.field_step = scenario.time.field;
  model.quasi_steady_step = scenario.time.quasi_steady;
  model.mechanics_step = scenario.time.mechanics;
  model.phenotype_step = scenario.time.phenotype;
  model.seed = scenario.twin.seed;
  Tissue tissue(std::move(model));
  for (const Placement& placement : scenario.placements) {
    place_cells(tissue, scenario, placement);
  }
  treat(tissue, scenario, -std::numeric_limits<double>::infinity(), scenario.time.start);
  tissue.renew();
  return tissue;
}

}  // namespace cytotwin
