#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "agents/cells/cell_type.h"
#include "agents/cells/population.h"
#include "agents/networks/cell_network.h"
#include "core/errors.h"
#include "core/parallel.h"
#include "kinetics/replay.h"

namespace cytotwin {

/// A cell whose network cannot go on: everything that is needed to run its window once more.
class CellNetworkError : public RunError {
 public:
  CellNetworkError(const std::string& what, double minutes, const std::string& state, Replay replay)
      : RunError(what, minutes, replay.cell, state), replay_(std::move(replay)) {}
  const Replay& replay() const { return replay_; }

 private:
  Replay replay_;
};

/// One window of all networks.
struct NetworkStep {
  std::span<const double> concentration;  ///< at the cells, shape (substances, cells)
  std::span<const Signal> signals;        ///< gathered, each once, ascending
  std::span<const double> sensed;         ///< shape (signals, cells)
  double minutes = 0;                     ///< simulated time at the end of the window [min]
  double step = 6;                        ///< length of the window [min]
  std::uint64_t seed = 0;
};

/// What windows of a network took.
struct NetworkWork {
  std::uint64_t windows = 0;  ///< of all cells
  std::uint64_t steps = 0, rejected = 0;
  /// Cells that the fast solver gave up and a later rung solved (see LadderKinetics).
  std::uint64_t by_small_step = 0, by_cvode = 0, by_tight_cvode = 0;
  NetworkWork& operator+=(const NetworkWork& other);
};

/// The networks of a tissue's cells: their columns, their windows.
///
/// A cell's results depend on that cell alone: the same bytes for any number of threads and any
/// order of rows. Dead cells keep what they had.
class CellNetworks {
 public:
  /// Adds the networks' columns to the population, whose variables have theirs.
  /// @throws std::invalid_argument if a size does not fit
  CellNetworks(std::vector<CellNetwork> networks, Population& cells,
               std::span<const CellType> types, std::span<const Variable> variables);
  ~CellNetworks();
  CellNetworks(CellNetworks&&) noexcept;

  bool empty() const { return networks_.empty(); }
  std::span<const CellNetwork> networks() const { return networks_; }
  /// Signals that have to be gathered for NetworkStep::sensed.
  const std::vector<Signal>& senses() const { return senses_; }

  /// A new cell takes on the networks of its type: constants drawn, states at their start.
  void enter(Population& cells, std::size_t row, std::uint64_t seed) const;

  /// Advances all networks by one window. Cells that took on a type with a network enter first.
  /// @throws CellNetworkError of the cell with the smallest id that cannot go on; no state has been
  ///         changed
  void advance(Population& cells, const NetworkStep& step, const Workers& workers);

  /// What the windows took so far, one a network.
  std::vector<NetworkWork>& work() { return work_; }
  const std::vector<NetworkWork>& work() const { return work_; }

 private:
  struct Compiled;  // what follows from a network once
  std::vector<CellNetwork> networks_;
  std::vector<NetworkWork> work_;
  std::vector<Compiled> compiled_;
  std::vector<Signal> senses_;
};

}  // namespace cytotwin
