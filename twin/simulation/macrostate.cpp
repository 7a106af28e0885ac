#include "twin/simulation/macrostate.h"

#include "agents/fields/fixed_voxels.h"

namespace cytotwin {

namespace {

double live_cells(const Population& cells, std::size_t type) {
  std::size_t live = 0;
  for (std::size_t i = 0; i < cells.size(); ++i)
    live += cells.type[i] == type && cells.state[i] == CellState::live ? 1 : 0;
  return static_cast<double>(live);
}

double free_mean(const Tissue& tissue, std::size_t substance) {
  const std::vector<std::uint8_t> held = held_voxels(tissue.model(), substance);
  const std::vector<double>& field = tissue.fields()[substance];
  double sum = 0, voxels = 0;
  for (std::size_t v = 0; v < field.size(); ++v) {
    if (held[v] != 0) continue;
    sum += field[v];
    ++voxels;
  }
  return voxels > 0 ? sum / voxels : 0;
}

}  // namespace

std::vector<std::string> macro_names(const TissueModel& model, const MacroQuantities& quantities) {
  std::vector<std::string> names;
  for (const std::size_t type : quantities.cells) names.push_back(model.cell_types[type].name);
  for (const std::size_t s : quantities.substances) names.push_back(model.substances[s].name);
  return names;
}

std::vector<std::string> macro_units(const TissueModel& model, const MacroQuantities& quantities) {
  std::vector<std::string> units(quantities.cells.size());
  for (const std::size_t s : quantities.substances) units.push_back(model.substances[s].unit);
  return units;
}

std::vector<double> macrostate_of(const Tissue& tissue, const MacroQuantities& quantities) {
  std::vector<double> values;
  for (const std::size_t type : quantities.cells)
    values.push_back(live_cells(tissue.cells(), type));
  for (const std::size_t s : quantities.substances) values.push_back(free_mean(tissue, s));
  return values;
}

std::vector<std::uint8_t> held_voxels(const TissueModel& model, std::size_t substance) {
  std::vector<std::uint8_t> held(model.grid.size());
  for (const std::uint32_t voxel : model.fixed[substance].voxel) held[voxel] = 1;
  return held;
}

}  // namespace cytotwin
