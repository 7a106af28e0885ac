#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agents/cells/population.h"
#include "core/parallel.h"

namespace cytotwin {

/// Who is near whom, kept while cells move less than a skin.
///
/// Row i's neighbours are all j != i with |x_j - x_i| < reach (r_i + r_j) + skin at the last build,
/// in ascending row order: since a pair beyond reach adds exactly nothing, sums over neighbours
/// do not depend on when the list was built. Found by a uniform grid of the largest distance;
/// nothing depends on the grid. `reach` is the largest of all cells (set_reach()). The same bytes
/// for any number of threads.
class NeighbourList {
 public:
  /// @param reach  largest interaction distance over the sum of radii [-], >= 1
  /// @param skin   [um], >= 0; a larger one is rebuilt less often and walked longer
  NeighbourList(double reach, double skin) : reach_(reach), skin_(skin) {}

  /// Rebuilds if invalidated, if cells came or went, or if any could have missed a neighbour.
  /// @param minutes  simulated time, for the error [min]
  /// @returns whether it was rebuilt
  /// @throws RunError naming a cell with more than 4096 neighbours: cells lie on one point
  bool update(const Population& cells, double minutes, const Workers& workers);
  void invalidate() { valid_ = false; }
  /// Another largest reach: the list is built anew if it lacks pairs or holds far too many.
  void set_reach(double reach);

  std::span<const std::uint32_t> of(std::size_t row) const {
    return std::span(neighbour_).subspan(offset_[row], offset_[row + 1] - offset_[row]);
  }
  std::size_t pairs() const { return neighbour_.size(); }
  std::size_t bytes() const;  ///< of memory held

 private:
  struct Extent;
  struct Bins;
  struct Candidates;
  bool outdated(const Population& cells, const Workers& workers) const;
  void remember(const Population& cells, const Workers& workers);
  void build(const Population& cells, double minutes, const Workers& workers);
  std::size_t collect(const Bins& bins, std::size_t member, Candidates& near,
                      std::uint32_t* found) const;

  double reach_, skin_;
  bool valid_ = false;
  std::vector<std::uint32_t> offset_;     // one more than cells
  std::vector<std::uint32_t> neighbour_;  // rows
  // Where cells were and how large at the last build; and how far rounding may be off.
  std::vector<float> built_x_, built_y_, built_z_, built_r_;
  double rounding_ = 0;  // [um]
};

}  // namespace cytotwin
