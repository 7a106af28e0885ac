#pragma once

#include <string>
#include <vector>

#include "agents/tissue.h"
#include "core/frame.h"

namespace cytotwin {

/// Columns of a frame that are no column of the population, and the views of all.
/// The frame's views live as long as this object and the tissue do, unchanged.
class TissueFrame {
 public:
  /// @param minutes  simulated time [min]
  TissueFrame(const Tissue& tissue, double minutes);
  TissueFrame(const TissueFrame&) = delete;
  TissueFrame& operator=(const TissueFrame&) = delete;

  const FrameView& view() const { return view_; }

 private:
  void add_labelled_columns(const Tissue& tissue);
  void add_extra_columns(const Tissue& tissue);

  std::vector<double> volume_;         // [um^3]
  std::vector<std::uint8_t> state_;    // CellState
  std::vector<std::uint8_t> phase_;    // index into the labels
  std::vector<double> links_;          // of each cell, where cells link
  std::vector<double> concentration_;  // at the cells, shape (substances, cells)
  FrameView view_;
};

/// Whether a live cell counts as proliferating, one value a cell.
std::vector<std::uint8_t> cycling_flags(const Tissue& tissue);

}  // namespace cytotwin
