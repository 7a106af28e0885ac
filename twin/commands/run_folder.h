#pragma once

#include <filesystem>
#include <string>

namespace cytotwin {

/// Makes a folder for results, with all above it; one that exists stays as it is.
/// @throws InputError with the reason if it cannot be made or written
void make_folder(const std::filesystem::path& folder);

/// Makes an empty run directory.
/// @param replace  remove what an older run left there; files of others are never touched
/// @throws InputError as make_folder(), and if the folder holds something and `replace` is false
void make_run_folder(const std::filesystem::path& folder, bool replace);

/// Path of the store in a run directory.
/// @throws InputError that says how to start a run, if there is none
std::string store_of(const std::filesystem::path& folder);

}  // namespace cytotwin
