#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "agents/tissue.h"

namespace cytotwin {

/// What is followed of a tissue as a whole, by index in its model: live cells of types, and mean
/// concentrations of substances over the voxels that nothing holds at a value.
struct MacroQuantities {
  std::vector<std::size_t> cells, substances;
  std::size_t size() const { return cells.size() + substances.size(); }
};

/// Names of the quantities: of types, then of substances; and units, "" of counts.
std::vector<std::string> macro_names(const TissueModel& model, const MacroQuantities& quantities);
std::vector<std::string> macro_units(const TissueModel& model, const MacroQuantities& quantities);

/// Their values, types first.
std::vector<double> macrostate_of(const Tissue& tissue, const MacroQuantities& quantities);

/// Whether something holds a voxel at a value, by voxel.
std::vector<std::uint8_t> held_voxels(const TissueModel& model, std::size_t substance);

}  // namespace cytotwin
