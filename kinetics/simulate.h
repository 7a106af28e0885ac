#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kinetics/cvode_solver.h"
#include "kinetics/network.h"
#include "kinetics/watched_run.h"

namespace cytotwin {

/// What to simulate of one cell's network.
struct SimulationPlan {
  double initial_time = 0;           ///< when the initial values hold [the network's time unit]
  std::vector<double> output_times;  ///< ascending, not before initial_time
  Tolerances tolerances;
  std::vector<double> constants;  ///< shape (constants); see Network::start
  /// To begin with in place of the network's own initial values, shape (states).
  std::optional<std::vector<double>> states = {};
  std::vector<StateJump> jumps = {};  ///< ascending in time, from initial_time on
  std::function<bool()> stop = {};    ///< asked at every step; true: give up
};

/// Every quantity over time: row k is output_times[k], shape (times, quantities).
struct Trajectory {
  std::vector<std::vector<double>> values;
  std::uint64_t steps = 0;
};

/// Simulates with CVODE, events included. An output at the instant of an event or jump shows what
/// comes after it. Triggers are watched at the ends of steps, which are at most 1/500 of the whole
/// where there are events; the instant at which one turns is found to the last bit.
/// @throws KineticsError naming the time and the state if the solver or an event cannot go on, or
///   the plan says stop
Trajectory simulate(const Network& network, const SimulationPlan& plan);

}  // namespace cytotwin
