#include "kinetics/event_queue.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kinetics/kinetics_error.h"

namespace cytotwin {
namespace {

constexpr int most_at_one_instant = 100000;

void gather(const CellPoint& point, std::vector<double>& input) {
  input[0] = point.time;
  const auto states = std::copy(point.constants.begin(), point.constants.end(), input.begin() + 1);
  std::copy(point.states.begin(), point.states.end(), states);
}

}  // namespace

EventQueue::EventQueue(const Network& network)
    : network_(network),
      events_workspace_(network.event_tape(), 1),
      switches_workspace_(network.switches(), 1),
      input_(network.inputs()),
      numbers_(network.event_tape().outputs()),
      switch_numbers_(network.switches().outputs()) {
  reset();
}

void EventQueue::reset() {
  was_true_.clear();
  pending_.clear();
  for (const CompiledEvent& event : network_.events()) was_true_.push_back(event.initial_value);
}

void EventQueue::reset(std::span<const std::uint8_t> triggers) {
  pending_.clear();
  was_true_.assign(triggers.begin(), triggers.end());
}

void EventQueue::evaluate(const CellPoint& point) {
  gather(point, input_);
  network_.event_tape().evaluate(input_.data(), numbers_.data(), events_workspace_);
}

void EventQueue::read_switches(const CellPoint& point, std::vector<std::uint8_t>& truth) {
  gather(point, input_);
  network_.switches().evaluate(input_.data(), switch_numbers_.data(), switches_workspace_);
  truth.resize(switch_numbers_.size());
  for (std::size_t i = 0; i < truth.size(); ++i) truth[i] = switch_numbers_[i] != 0;
}

std::vector<double> EventQueue::values_of(const CompiledEvent& event) const {
  std::vector<double> values;
  for (const auto& assignment : event.assignments) values.push_back(numbers_[assignment.value]);
  return values;
}

void EventQueue::look_at_triggers(double now) {
  for (std::size_t e = 0; e < was_true_.size(); ++e) {
    const CompiledEvent& event = network_.events()[e];
    const bool is_true = numbers_[event.trigger] != 0;
    if (is_true == (was_true_[e] != 0)) continue;
    was_true_[e] = is_true;
    if (!is_true) {
      if (event.persistent) continue;
      std::erase_if(pending_, [&](const Pending& pending) { return pending.event == e; });
      continue;
    }
    const double delay = event.delay >= 0 ? numbers_[static_cast<std::size_t>(event.delay)] : 0;
    if (!(delay >= 0)) {
      throw KineticsError(fmt::format("event \"{}\": its delay is {} (0 or more)", event.id, delay),
                          now);
    }
    Pending pending{now + delay, e, {}};
    if (event.values_at_trigger) pending.values = values_of(event);
    pending_.push_back(std::move(pending));
  }
}

std::optional<std::size_t> EventQueue::most_urgent(double now) const {
  std::optional<std::size_t> best;
  double best_priority = 0;
  for (std::size_t p = 0; p < pending_.size(); ++p) {
    if (pending_[p].due > now) continue;
    const std::int64_t at = network_.events()[pending_[p].event].priority;
    const double priority =
        at >= 0 ? numbers_[static_cast<std::size_t>(at)] : -std::numeric_limits<double>::infinity();
    if (best && !(priority > best_priority)) continue;
    best = p;
    best_priority = priority;
  }
  return best;
}

void EventQueue::carry_out(Pending pending, CellPoint& point) {
  const CompiledEvent& event = network_.events()[pending.event];
  bool has_sizes = false;
  if (!event.values_at_trigger) pending.values = values_of(event);
  const auto set = [&](bool sized) {
    for (std::size_t a = 0; a < event.assignments.size(); ++a) {
      const CompiledEvent::Assignment& assignment = event.assignments[a];
      has_sizes = has_sizes || assignment.size >= 0;
      if ((assignment.size >= 0) != sized) continue;
      const double size = sized ? numbers_[static_cast<std::size_t>(assignment.size)] : 1;
      (assignment.to_state ? point.states : point.constants)[assignment.target] =
          pending.values[a] * size;
    }
  };
  set(false);
  if (!has_sizes) return;
  evaluate(point);
  set(true);
}

bool EventQueue::settle(CellPoint& point) {
  if (network_.events().empty()) return false;
  bool changed = false;
  for (int round = 0; round < most_at_one_instant; ++round) {
    evaluate(point);
    look_at_triggers(point.time);
    const auto next = most_urgent(point.time);
    if (!next) return changed;
    Pending pending = std::move(pending_[*next]);
    pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(*next));
    carry_out(std::move(pending), point);
    changed = true;
  }
  throw KineticsError(
      fmt::format("events set each other off without end at t = {:.9g}", point.time), point.time);
}

std::optional<double> EventQueue::next_due() const {
  std::optional<double> due;
  for (const Pending& pending : pending_) due = std::min(due.value_or(pending.due), pending.due);
  return due;
}

}  // namespace cytotwin
