#include "kinetics/watched_run.h"

#include <algorithm>
#include <utility>

namespace cytotwin {

WatchedRun::WatchedRun(const Network& network, const Tolerances& tolerances) : events_(network) {
  if (network.states() > 0) solver_.emplace(network, tolerances, LinearAlgebra::sparse);
}

void WatchedRun::begin(CellPoint point, std::span<const std::uint8_t> triggers,
                       std::span<const double> slopes, double longest) {
  point_ = std::move(point);
  slopes_.assign(slopes.begin(), slopes.end());
  constants_ = point_.constants;
  from_ = point_.time;
  longest_ = longest;
  if (triggers.empty()) {
    events_.reset();
  } else {
    events_.reset(triggers);
  }
  events_.settle(point_);
  restart();
}

void WatchedRun::restart() {
  if (solver_) solver_->start(point_.time, point_.constants, point_.states, slopes_);
  if (events_.has_switches()) events_.read_switches(point_, truth_);
}

double WatchedRun::step(double stop) {
  const double before = point_.time;
  reached_ = take_step(std::min(stop, events_.next_due().value_or(stop)));
  turned_ = false;
  if (!events_.has_switches()) return reached_;
  reached_ = first_turn(before, reached_, [&](double time) { return is_turned(time); });
  turned_ = is_turned(reached_);
  return reached_;
}

double WatchedRun::take_step(double stop) {
  if (solver_) return solver_->step(stop, longest_);
  return longest_ > 0 ? std::min(stop, point_.time + longest_) : stop;
}

bool WatchedRun::is_turned(double time) {
  at_ = point_;
  at_.time = time;
  set_constants(time, at_);
  states_at(time, at_.states);
  events_.read_switches(at_, seen_);
  return seen_ != truth_;
}

void WatchedRun::set_constants(double time, CellPoint& point) const {
  for (std::size_t c = 0; c < slopes_.size(); ++c) {
    if (slopes_[c] != 0) point.constants[c] = constants_[c] + slopes_[c] * (time - from_);
  }
}

void WatchedRun::states_at(double time, std::span<double> states) const {
  if (solver_) solver_->states_at(time, states);
}

void WatchedRun::add(std::span<const StateJump> jumps) {
  for (const StateJump& jump : jumps) point_.states[jump.state] += jump.amount;
  events_.settle(point_);
  restart();
}

void WatchedRun::arrive() {
  states_at(reached_, point_.states);
  point_.time = reached_;
  set_constants(reached_, point_);
  const bool due = events_.next_due() && *events_.next_due() <= reached_;
  if (!turned_ && !due) return;
  events_.settle(point_);
  restart();
}

}  // namespace cytotwin
