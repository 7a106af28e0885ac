#include "twin/simulation/build.h"

#include <limits>
#include <utility>
#include <vector>

#include "agents/fields/fixed_voxels.h"
#include "agents/fields/voxel_sources.h"
#include "twin/simulation/build_network.h"
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

VoxelSources source_of(const Grid& grid, const SubstanceSource& source) {
  const SourceRates rates{source.secretion, source.target, source.uptake};
  switch (source.shape) {
    case SubstanceSource::Shape::point:
      return point_source(grid, source.centre, source.volume, rates);
    case SubstanceSource::Shape::line:
      return line_source(grid, source.from, source.to, source.radius, source.permeability,
                         source.target);
    case SubstanceSource::Shape::ball:
      return ball_source(grid, source.centre, source.radius, rates);
    case SubstanceSource::Shape::box:
      return box_source(grid, source.lower, source.upper, rates);
  }
  return {};
}

VoxelSources sources_of(const Scenario& scenario, const std::string& substance) {
  std::vector<VoxelSources> parts;
  for (const SubstanceSource& source : scenario.sources) {
    if (source.substance == substance) parts.push_back(source_of(scenario.grid, source));
  }
  return merge_sources(parts);
}

}  // namespace

Tissue build_tissue(const Scenario& scenario) {
  TissueModel model;
  model.grid = scenario.grid;
  model.substances = scenario.substances;
  for (const Substance& substance : scenario.substances) {
    model.fixed.push_back(fixed_voxels_of(scenario, substance.name));
    model.sources.push_back(sources_of(scenario, substance.name));
  }
  model.cell_types = scenario.cell_types;
  model.variables = scenario.variables;
  model.rules = scenario.rules;
  model.drives = scenario.drives;
  for (const KineticsSection& section : scenario.kinetics) {
    model.networks.push_back(build_network(section, scenario));
  }
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
