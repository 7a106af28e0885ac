#include "kinetics/lane_events.h"

namespace cytotwin {

LaneEvents::LaneEvents(const Network& network) : queues_(tape_lanes, EventQueue(network)) {}

void LaneEvents::load(std::size_t lane, const CellBatch& batch, std::size_t cell) {
  seen_.clear();
  for (const auto& column : batch.triggers) seen_.push_back(column[cell]);
  queues_[lane].reset(seen_);
}

void LaneEvents::store(std::size_t lane, const CellBatch& batch, std::size_t cell) const {
  for (std::size_t e = 0; e < batch.triggers.size(); ++e) {
    batch.triggers[e][cell] = queues_[lane].triggers()[e];
  }
}

void LaneEvents::settle(std::size_t lane, CellPoint& point) {
  queues_[lane].settle(point);
  queues_[lane].read_switches(point, truth_[lane]);
}

bool LaneEvents::is_turned(std::size_t lane, const CellPoint& point) {
  queues_[lane].read_switches(point, seen_);
  return seen_ != truth_[lane];
}

}  // namespace cytotwin
