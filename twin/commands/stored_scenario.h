#pragma once

#include <filesystem>

#include "twin/scenario/read.h"

namespace cytotwin {

/// Name of a scenario's file in the folder of its results.
inline constexpr const char* resolved_file = "scenario.resolved.toml";

/// Makes the folder and puts the scenario with copies of its tables there: what runs is read from
/// the very text and copies that a resumed run reads. The tables are in memory before an older run,
/// which may hold them, is removed.
/// @throws InputError as make_run_folder() and read_scenario()
ReadScenario store_scenario(const ReadScenario& given, const std::filesystem::path& folder,
                            bool replace);

/// Refuses to go on in a folder with another scenario than that of its results, naming the first
/// key that differs. @param advice  what to do instead
void require_same_scenario(const ReadScenario& stored, const ReadScenario& given,
                           const std::filesystem::path& scenario,
                           const std::filesystem::path& folder, const std::string& advice);

/// All of a file. @throws InputError if it cannot be read
std::string bytes_of_file(const std::filesystem::path& file);

}  // namespace cytotwin
