#include "kinetics/simulate.h"

#include <utility>

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
    put_until(watched_.point().time, true);
    while (written() < plan_.output_times.size()) {
      put_until(watched_.step(plan_.output_times.back()), false);
      watched_.arrive();
      put_until(watched_.point().time, true);
    }
    trajectory_.steps = watched_.steps();
    return std::move(trajectory_);
  }

 private:
  std::size_t written() const { return trajectory_.values.size(); }

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
};

}  // namespace

Trajectory simulate(const Network& network, const SimulationPlan& plan) {
  return Run(network, plan).run();
}

}  // namespace cytotwin
