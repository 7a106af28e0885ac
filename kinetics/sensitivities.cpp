#include "kinetics/sensitivities.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace cytotwin {
namespace {

void refuse_events(const Network& network) {
  if (network.events().empty()) return;
  std::string names;
  for (const CompiledEvent& event : network.events()) {
    names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", event.id);
  }
  throw std::invalid_argument(fmt::format(
      "simulate_sensitivities: network \"{}\" has events ({}), at which sensitivities jump",
      network.id(), names));
}

/// What all constants and the states at the start do when one constant changes.
Direction direction_of(const Network& network, const SimulationPlan& plan, std::size_t constant) {
  const std::size_t count = network.constants();
  const Tape tape = network.start_along();
  std::vector<double> input = {plan.initial_time}, output(tape.outputs());
  input.insert(input.end(), plan.constants.begin(), plan.constants.end());
  input.resize(1 + 2 * count, 0.0);
  input[1 + count + constant] = 1;
  Tape::Workspace workspace(tape, 1);
  tape.evaluate(input.data(), output.data(), workspace);
  const auto states = output.begin() + static_cast<std::ptrdiff_t>(count);
  if (plan.states) std::fill(states, output.end(), 0.0);
  const double size = std::abs(plan.constants[constant]);
  return {{output.begin(), states}, {states, output.end()}, size > 0 ? size : 1.0};
}

class FollowedRun {
 public:
  FollowedRun(const Network& network, const SimulationPlan& plan,
              std::span<const std::size_t> constants, std::span<const std::size_t> quantities)
      : network_(network),
        plan_(plan),
        start_(network.start(plan.initial_time, plan.constants)),
        solver_(network, plan.tolerances, LinearAlgebra::sparse),
        along_(network.values_along(quantities)),
        values_workspace_(network.values(), 1),
        along_workspace_(along_, 1) {
    for (const std::size_t constant : constants) {
      directions_.push_back(direction_of(network, plan, constant));
    }
  }

  Sensitivities run() {
    if (plan_.states) start_.states = *plan_.states;
    solver_.start(plan_.initial_time, start_.constants, start_.states);
    solver_.follow(directions_);
    double reached = plan_.initial_time;
    for (const double time : plan_.output_times) {
      if (time <= plan_.initial_time) {
        put(time, start_.states, true);
        continue;
      }
      while (reached < time) reached = solver_.step(plan_.output_times.back(), 0);
      std::vector<double> states(network_.states());
      solver_.states_at(time, states);
      put(time, states, false);
    }
    out_.trajectory.steps = solver_.steps();
    return std::move(out_);
  }

 private:
  void put(double time, const std::vector<double>& states, bool at_start) {
    std::vector<double> input = {time};
    input.insert(input.end(), start_.constants.begin(), start_.constants.end());
    input.insert(input.end(), states.begin(), states.end());
    std::vector<double> row(network_.values().outputs());
    network_.values().evaluate(input.data(), row.data(), values_workspace_);
    out_.trajectory.values.push_back(std::move(row));
    std::vector<std::vector<double>>& slopes = out_.slopes.emplace_back();
    for (std::size_t d = 0; d < directions_.size(); ++d) {
      std::vector<double> of_states = directions_[d].states;
      if (!at_start) solver_.slopes_at(time, d, of_states);
      std::vector<double> both = input;
      both.insert(both.end(), directions_[d].constants.begin(), directions_[d].constants.end());
      both.insert(both.end(), of_states.begin(), of_states.end());
      slopes.emplace_back(along_.outputs());
      along_.evaluate(both.data(), slopes.back().data(), along_workspace_);
    }
  }

  const Network& network_;
  const SimulationPlan& plan_;
  Network::Start start_;
  CvodeSolver solver_;
  Tape along_;
  Tape::Workspace values_workspace_, along_workspace_;
  std::vector<Direction> directions_;
  Sensitivities out_;
};

}  // namespace

Sensitivities simulate_sensitivities(const Network& network, const SimulationPlan& plan,
                                     std::span<const std::size_t> constants,
                                     std::span<const std::size_t> quantities) {
  refuse_events(network);
  return FollowedRun(network, plan, constants, quantities).run();
}

}  // namespace cytotwin
