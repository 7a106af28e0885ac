#pragma once

#include <span>
#include <vector>

#include "kinetics/simulate.h"

namespace cytotwin {

/// How quantities change with constants, over time.
struct Sensitivities {
  Trajectory trajectory;
  /// d quantity / d constant, shape (times, constants asked for, quantities asked for).
  std::vector<std::vector<std::vector<double>>> slopes;
};

/// Simulates with CVODES and forward sensitivities. What follows from a constant changes with it:
/// other constants, and the states at the start unless the plan gives them.
/// @param constants   among Network::constant_names()
/// @param quantities  among Network::quantity_names()
/// @throws std::invalid_argument naming the events if there are any: slopes jump at them
/// @throws KineticsError naming the time and the state if the solver cannot go on
Sensitivities simulate_sensitivities(const Network& network, const SimulationPlan& plan,
                                     std::span<const std::size_t> constants,
                                     std::span<const std::size_t> quantities);

}  // namespace cytotwin
