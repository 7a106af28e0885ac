#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/parallel.h"

namespace cytotwin {

/// Cells of one network at the start of a window, as columns: cell i has states[s][i].
struct CellBatch {
  std::size_t cells = 0;
  std::vector<std::span<double>> states;  ///< one a state; in: at the start, out: at the end
  std::span<const double> constants;      ///< of all cells, shape (constants)
  /// Constants that differ between cells, with one value a cell.
  std::vector<std::pair<std::uint32_t, std::span<const double>>> varied;
  /// Length of the last step [time], 0 where there was none; a hint that solvers keep up.
  std::span<float> last_step;
};

/// What a window took.
struct KineticsReport {
  std::uint64_t steps = 0, rejected = 0;  ///< of all cells
  struct Failure {
    std::size_t cell;  ///< in the batch
    std::string what;
  };
  std::vector<Failure> failures;  ///< by cell; their states are those at the start
};

/// The seam "inside a cell": advances a batch of cells of one network over one window, inputs
/// (constants) frozen. A cell's result does not depend on the other cells of the batch, on their
/// order or on the number of threads.
class CellKinetics {
 public:
  virtual ~CellKinetics() = default;

  /// @param time  at the start of the window [the network's unit]
  /// @throws std::invalid_argument if a size differs from the network's or the number of cells,
  ///         naming both
  virtual KineticsReport advance(const CellBatch& batch, double time, double window,
                                 const Workers& workers) = 0;
};

}  // namespace cytotwin
