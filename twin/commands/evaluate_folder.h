#pragma once

#include <filesystem>
#include <string>

#include "twin/commands/commands.h"

namespace cytotwin {

/// Makes the folder, before minutes of work.
/// @throws InputError if it cannot be had
void make_results_folder(const std::filesystem::path& folder);

/// @throws std::runtime_error if the file cannot be written
void write_result(const std::filesystem::path& file, const std::string& text);

unsigned evaluate_threads(const EvaluateOptions& options);

}  // namespace cytotwin
