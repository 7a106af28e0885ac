#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "kinetics/cell_kinetics.h"
#include "kinetics/network.h"
#include "kinetics/solver_choice.h"

namespace cytotwin {

/// One cell's window that could not be solved: all that it takes to run it again by itself.
struct Replay {
  using Named = std::vector<std::pair<std::string, double>>;

  std::filesystem::path network;  ///< its file
  std::string fingerprint;        ///< of the model as it was solved (kinetics/fingerprint.h)
  std::uint64_t cell = 0;         ///< its id, for the reader
  std::string error;
  double time = 0, window = 0;  ///< [the network's unit]
  float last_step = 0;
  SolverChoice solver;                 ///< absolute tolerances in the order of `states`
  Named constants, states;             ///< all, by name, at the start of the window
  Named constants_end;                 ///< of constants that change within the window
  std::vector<std::uint8_t> triggers;  ///< one an event
};

/// What is to be known of cell `cell` of a batch. Columns of a cell that failed are as they were at
/// the start, so that this may follow advance(). Network file, fingerprint, id and error are the
/// caller's to fill in.
Replay replay_of(const Network& network, const CellBatch& batch, std::size_t cell, double time,
                 double window, const SolverChoice& solver);

/// Writes a small TOML file; every number reads back with the same bits. A relative path of the
/// network starts at the file's folder.
/// @throws std::runtime_error if the file cannot be written
void write_replay(const std::filesystem::path& file, const Replay& replay);

/// @throws InputError with all problems of the file and their lines
Replay read_replay(const std::filesystem::path& file);

/// What came of it.
struct Replayed {
  KineticsReport report;
  std::vector<double> states;  ///< at the end; where it failed at the start
};

/// Runs exactly that window.
/// @throws InputError if the constants, states or events are not the network's, naming them
Replayed run_replay(const Replay& replay, const Network& network);

}  // namespace cytotwin
