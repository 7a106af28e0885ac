#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/parallel.h"
#include "kinetics/cell_batch.h"

namespace cytotwin {

/// Steps of one cell in one window at the most, where nothing else is said.
inline constexpr std::uint32_t default_most_steps = 100000;

/// What a window took.
struct KineticsReport {
  std::uint64_t steps = 0, rejected = 0;  ///< of all cells
  struct Failure {
    std::size_t cell;  ///< in the batch
    std::string what;  ///< names the time and the states
  };
  std::vector<Failure> failures;  ///< by cell; their columns are those at the start
  /// Cells that failed at first and were solved at a later attempt (LadderKinetics).
  struct Rescued {
    std::uint64_t by_small_step = 0, by_cvode = 0, by_tight_cvode = 0;
  };
  Rescued rescued;

  /// Adds what other cells took; failures stay in the order they come.
  void add(KineticsReport other);
};

/// The seam "inside a cell": advances a batch of cells of one network over one window, inputs
/// (constants) frozen or on straight lines. A cell's result does not depend on the other cells of
/// the batch, on their order or on the number of threads.
///
/// Events happen within the window, at the instant at which their trigger turns. A trigger that
/// the inputs of this window make true turns at its start.
class CellKinetics {
 public:
  virtual ~CellKinetics() = default;

  /// @param time    at the start of the window [the network's unit]
  /// @param window  [the network's unit], > 0
  /// @throws std::invalid_argument if a size differs from the network's or the number of cells,
  ///         naming both
  virtual KineticsReport advance(const CellBatch& batch, double time, double window,
                                 const Workers& workers) = 0;
};

/// Cells have no memory for what an event will do later, nor constants of their own to keep what it
/// has set: solvers of cells refuse events with a delay, and those that set constants (see
/// hold_event_targets).
/// @throws std::invalid_argument beginning with `caller` and naming the events
void check_cell_events(const Network& network, const char* caller);

/// Turns constants that events set into states that do not change otherwise, so that each cell
/// keeps its own.
void hold_event_targets(Model& model);

}  // namespace cytotwin
