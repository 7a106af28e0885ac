#pragma once

#include <filesystem>
#include <string>

#include "kinetics/model.h"

namespace cytotwin {

/// Reads a reaction network in TOML (docs/networks.md says how one is written).
///
/// Values keep the units of the file; only times within units are converted to its time unit
/// ("1 1/h" is 1/60 where time is in min). Parameters of one reaction are named
/// "REACTION.PARAMETER".
/// @throws InputError with all problems of the file and their lines
Model read_toml_network(const std::filesystem::path& file);

/// The same of a text. @param name  stands for the file in messages
Model read_toml_network_text(const std::string& name, const std::string& text);

}  // namespace cytotwin
