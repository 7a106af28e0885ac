#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "kinetics/network.h"

namespace cytotwin {

/// Cells of one network at the start of a window, as columns: cell i has states[s][i].
struct CellBatch {
  std::size_t cells = 0;
  std::vector<std::span<double>> states;  ///< one a state; in: at the start, out: at the end
  std::span<const double> constants;      ///< of all cells, shape (constants)
  /// Constants that differ between cells, with one value a cell; those at the start of the window
  /// if they change within it.
  std::vector<std::pair<std::uint32_t, std::span<const double>>> varied;
  /// Values of the varied constants at the end of the window, in the same order; constants go
  /// there on a straight line. An empty column, or no columns at all: they stay.
  std::vector<std::span<const double>> varied_end;
  /// Length of the last step [time], 0 where there was none; a hint that solvers keep up.
  std::span<float> last_step;
  /// Whether the trigger of each event is true, one column an event; in: just before the window
  /// (at the birth of a cell CompiledEvent::initial_value), out: at its end.
  std::vector<std::span<std::uint8_t>> triggers;
};

/// @throws std::invalid_argument beginning with `caller` if a size differs from the network's or
///         the number of cells, naming both, or the window is not above 0
void check_batch(const CellBatch& batch, const Network& network, double window, const char* caller);

/// Numbers of a network that cells have each for themselves: what one cell is solved with.
struct CellInputs {
  std::vector<double> constants;  ///< at the start of the window, shape (constants)
  std::vector<double> slopes;     ///< of the constants [1/time], empty if all stay
};

CellInputs inputs_of(const CellBatch& batch, std::size_t cell, double window);

/// Cells chosen from a batch in columns of their own, to be solved again from their start.
class ChosenCells {
 public:
  /// Both must outlive this object.
  ChosenCells(const CellBatch& batch, std::span<const std::size_t> cells);
  /// The chosen ones only; its columns lie in this object.
  const CellBatch& batch() const { return chosen_; }
  std::span<float> last_steps() { return last_step_; }
  /// Copies the results of one chosen cell to where it came from.
  void put_back(std::size_t chosen) const;

 private:
  std::span<const double> gather(std::span<const double> column);

  const CellBatch& from_;
  std::span<const std::size_t> cells_;
  std::vector<std::vector<double>> columns_;
  std::vector<std::vector<std::uint8_t>> triggers_;
  std::vector<float> last_step_;
  CellBatch chosen_;
};

}  // namespace cytotwin
