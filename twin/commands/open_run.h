#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "twin/commands/commands.h"
#include "twin/commands/run_log.h"
#include "twin/scenario/read.h"
#include "twin/store/run_store.h"

namespace cytotwin {

/// A run directory that is being written.
struct OpenRun {
  std::filesystem::path folder;
  ReadScenario read;  ///< as the store holds it; its tables are the copies in the directory
  RunStore store;
  std::optional<Checkpoint> from;  ///< where to go on; nothing: from the beginning
  RunLog log;
  std::string command;  ///< that resumes this run

  /// To standard error and the log.
  void say(const std::string& text);
};

/// Checks everything, then makes the run directory: tables copied, resolved scenario, store.
/// @param threads  of the run, for the record
/// @throws InputError as read_scenario() and make_run_folder(); nothing was made then
/// @throws RunError if the disk is full
OpenRun start_run(const RunOptions& options, unsigned threads);

/// Opens a run where it stopped. A scenario in the options must be the one it was started with.
/// @throws InputError if there is no run, it is damaged, or the scenario is another: the first key
///   that differs is named; the store is as it was then
/// @throws RunError if another process writes it
OpenRun resume_run(const RunOptions& options, unsigned threads);

}  // namespace cytotwin
