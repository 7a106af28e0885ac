#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/errors.h"
#include "twin/scenario/scenario.h"
#include "twin/scenario/table_copies.h"

namespace cytotwin {

/// A scenario that may be run.
struct ReadScenario {
  Scenario scenario;
  std::string resolved;                 ///< the whole of it as TOML: see read_scenario()
  std::string portable;                 ///< the same, but `tables` named as their copies
  std::vector<TableCopy> tables;        ///< each file once
  std::vector<std::string> files_read;  ///< the given one first
  std::vector<InputProblem> warnings;   ///< unwise but possible
};

/// Reads, merges and checks a scenario file; schema_markdown() says what may
/// stand in it. About 10 ms, most of it for the unit database.
///
/// Every problem of the values is reported at once, sorted by file and line; a syntax error or a
/// file that cannot be read is reported alone. `resolved` names every key with its value in
/// internal units; files in it are absolute paths, so that it may be read from any folder. Reading
/// it gives the same Scenario, and the same bytes again. `portable` is for a folder that holds
/// copies of the tables: it says nothing of where they came from, so that it is the same text on
/// every machine, and reading it from that folder gives the same text again.
///
/// @param overrides  texts "key=value" in the order in which they apply; relative paths in them
///   start at the working directory
/// @throws InputError with everything that is wrong
ReadScenario read_scenario(const std::filesystem::path& file,
                           const std::vector<std::string>& overrides = {});

/// The same of bytes in memory.
/// @param name  stands for the file in messages
/// @param directory  relative paths start here
ReadScenario read_scenario_text(std::string name, std::string bytes,
                                const std::filesystem::path& directory,
                                const std::vector<std::string>& overrides = {});

/// "FILE: 2 problems, nothing was started" and then all problems, ready to print.
std::string refusal(const std::string& file, const InputError& error);

}  // namespace cytotwin
