#pragma once

#include <array>
#include <vector>

#include "kinetics/cell_batch.h"
#include "kinetics/event_queue.h"

namespace cytotwin {

/// Events of the cells that run side by side in lanes, each lane by itself: one cell's numbers go
/// in and out as a CellPoint.
class LaneEvents {
 public:
  explicit LaneEvents(const Network& network);

  /// A cell takes the lane: what its triggers were before the window.
  void load(std::size_t lane, const CellBatch& batch, std::size_t cell);
  void store(std::size_t lane, const CellBatch& batch, std::size_t cell) const;

  /// Carries out what is due at the point, and remembers how its relations stand.
  /// @throws KineticsError if events go on for ever
  void settle(std::size_t lane, CellPoint& point);

  /// Whether a relation stands otherwise than at the last settle().
  bool is_turned(std::size_t lane, const CellPoint& point);

 private:
  std::vector<EventQueue> queues_;                                // one a lane
  std::array<std::vector<std::uint8_t>, tape_lanes> truth_ = {};  // of the relations
  std::vector<std::uint8_t> seen_;
};

}  // namespace cytotwin
