#include "kinetics/simulate.h"

#include <algorithm>
#include <span>
#include <utility>

#include "kinetics/kinetics_error.h"
#include "kinetics/watched_run.h"

namespace cytotwin {
namespace {

constexpr double watched_steps = 500;

class Run {
 public:
  Run(const Network& network, const SimulationPlan& plan)
      : network_(network),
        plan_(plan),
        watched_(network, plan.tolerances),
        values_workspace_(network.values(), 1) {}

  Trajectory run() {
    const double whole = plan_.output_times.back() - plan_.initial_time;
    Network::Start start = network_.start(plan_.initial_time, plan_.constants);
    watched_.begin({plan_.initial_time, std::move(start.constants),
                    plan_.states.value_or(std::move(start.states))},
                   {}, {}, network_.events().empty() ? 0 : whole / watched_steps);
    jump();
    put_until(watched_.point().time, true);
    while (written() < plan_.output_times.size()) {
      if (plan_.stop && plan_.stop()) throw KineticsError("stopped", watched_.point().time);
      put_until(watched_.step(next_stop()), false);
      watched_.arrive();
      jump();
      put_until(watched_.point().time, true);
    }
    trajectory_.steps = watched_.steps();
    return std::move(trajectory_);
  }

 private:
  std::size_t written() const { return trajectory_.values.size(); }

  double next_stop() const {
    const double last = plan_.output_times.back();
    return jumped_ < plan_.jumps.size() ? std::min(last, plan_.jumps[jumped_].time) : last;
  }

  // All that is added at the present moment.
  void jump() {
    std::size_t end = jumped_;
    while (end < plan_.jumps.size() && plan_.jumps[end].time <= watched_.point().time) ++end;
    if (end == jumped_) return;
    watched_.add(std::span(plan_.jumps).subspan(jumped_, end - jumped_));
    jumped_ = end;
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
    const CellPoint& point = watched_.point();
    std::vector<double> input = {time};
    input.insert(input.end(), point.constants.begin(), point.constants.end());
    std::vector<double> states = point.states;
    if (time != point.time) watched_.states_at(time, states);
    input.insert(input.end(), states.begin(), states.end());
    std::vector<double> row(network_.values().outputs());
    network_.values().evaluate(input.data(), row.data(), values_workspace_);
    trajectory_.values.push_back(std::move(row));
  }

  const Network& network_;
  const SimulationPlan& plan_;
  WatchedRun watched_;
  Tape::Workspace values_workspace_;
  Trajectory trajectory_;
  std::size_t jumped_ = 0;  // of the plan's jumps
};

}  // namespace

Trajectory simulate(const Network& network, const SimulationPlan& plan) {
  return Run(network, plan).run();
}

}  // namespace cytotwin
