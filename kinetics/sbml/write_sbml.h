#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "kinetics/model.h"

namespace cytotwin {

/// Ids that write_sbml() gives to a model's quantities, by symbol: the quantity's own where SBML
/// allows it, else with _ in place of what it does not allow, and numbered where two would agree.
std::vector<std::string> sbml_ids(const Model& model);

/// Writes a network as SBML Level 3 Version 2, flat: states that are amounts as species of one
/// compartment of size 1, everything else as parameters with rules; reactions, initial assignments
/// and events as such. read_sbml() reads back a network with the same trajectories. Not written:
/// what SBML has no place for (inputs, distributions, what division does), and units other than
/// that of time. Numbers have 15 digits.
/// @throws InputError naming each event that, with values of its trigger's time, sets a
///         concentration after a delay in a compartment that changes: no such rule is left in the
///         flat network
/// @throws std::runtime_error naming the file if it cannot be written
void write_sbml(const Model& model, const std::filesystem::path& file);

}  // namespace cytotwin
