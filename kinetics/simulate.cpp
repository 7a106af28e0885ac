#include "kinetics/simulate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "kinetics/event_queue.h"

namespace cytotwin {
namespace {

constexpr double watched_steps = 500;

class Run {
 public:
  Run(const Network& network, const SimulationPlan& plan)
      : network_(network), plan_(plan), events_(network), values_workspace_(network.values(), 1) {
    if (network.states() > 0) solver_.emplace(network, plan.tolerances, LinearAlgebra::sparse);
    Network::Start start = network.start(plan.initial_time, plan.constants);
    point_ = {plan.initial_time, std::move(start.constants),
              plan.states.value_or(std::move(start.states))};
    if (events_.has_switches() || !network.events().empty()) {
      longest_ = (plan.output_times.back() - plan.initial_time) / watched_steps;
    }
  }

  Trajectory run() {
    events_.settle(point_);
    restart();
    put_until(point_.time, true);
    while (written() < plan_.output_times.size()) advance();
    trajectory_.steps = solver_ ? solver_->steps() : 0;
    return std::move(trajectory_);
  }

 private:
  std::size_t written() const { return trajectory_.values.size(); }

  void restart() {
    if (solver_) solver_->start(point_.time, point_.constants, point_.states);
    events_.read_switches(point_, truth_);
  }

  // One step of the solver, or up to the first moment in it at which a trigger may have turned.
  void advance() {
    const double stop =
        std::min(plan_.output_times.back(), events_.next_due().value_or(plan_.output_times.back()));
    const double before = point_.time;
    const double reached = take_step(stop);
    const double until = events_.has_switches() ? first_turn(before, reached) : reached;
    const bool turned = is_turned(until);
    const bool due = events_.next_due() && *events_.next_due() <= until;
    put_until(until, false);
    move_to(until);
    if (turned || due) {
      events_.settle(point_);
      restart();
    }
    put_until(until, true);
  }

  double take_step(double stop) {
    if (solver_) return solver_->step(stop, longest_);
    return longest_ > 0 ? std::min(stop, point_.time + longest_) : stop;
  }

  void move_to(double time) {
    if (solver_) solver_->states_at(time, point_.states);
    point_.time = time;
  }

  bool is_turned(double time) {
    if (!events_.has_switches()) return false;
    at_ = point_;
    at_.time = time;
    if (solver_) solver_->states_at(time, at_.states);
    events_.read_switches(at_, seen_);
    return seen_ != truth_;
  }

  // Bisection between neighbouring numbers: the earliest at which some relation has turned, of
  // those that have turned at the end of the step.
  double first_turn(double low, double high) {
    if (!is_turned(high)) return high;
    while (true) {
      const double middle = low + (high - low) / 2;
      if (!(middle > low && middle < high)) return high;
      (is_turned(middle) ? high : low) = middle;
    }
  }

  // Rows of the outputs before a time, or up to it.
  void put_until(double time, bool included) {
    while (written() < plan_.output_times.size()) {
      const double at = plan_.output_times[written()];
      if (at > time || (at == time && !included)) return;
      put(at);
    }
  }

  void put(double time) {
    std::vector<double> input = {time};
    input.insert(input.end(), point_.constants.begin(), point_.constants.end());
    std::vector<double> states = point_.states;
    if (solver_ && time != point_.time) solver_->states_at(time, states);
    input.insert(input.end(), states.begin(), states.end());
    std::vector<double> row(network_.values().outputs());
    network_.values().evaluate(input.data(), row.data(), values_workspace_);
    trajectory_.values.push_back(std::move(row));
  }

  const Network& network_;
  const SimulationPlan& plan_;
  EventQueue events_;
  Tape::Workspace values_workspace_;
  std::optional<CvodeSolver> solver_;
  CellPoint point_, at_;
  std::vector<std::uint8_t> truth_, seen_;
  double longest_ = 0;
  Trajectory trajectory_;
};

}  // namespace

Trajectory simulate(const Network& network, const SimulationPlan& plan) {
  return Run(network, plan).run();
}

}  // namespace cytotwin
