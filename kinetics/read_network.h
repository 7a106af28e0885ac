#pragma once

#include <filesystem>

#include "kinetics/model.h"

namespace cytotwin {

/// Reads a reaction network by its extension: .toml, or .xml and .sbml for SBML.
/// @throws InputError if it is neither, or as read_toml_network() and read_sbml()
Model read_network(const std::filesystem::path& file);

}  // namespace cytotwin
