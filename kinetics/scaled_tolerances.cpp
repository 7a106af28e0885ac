#include "kinetics/scaled_tolerances.h"

#include <algorithm>
#include <cmath>

namespace cytotwin {

Tolerances scaled_tolerances(const Network& network, SimulationPlan plan, double relative) {
  constexpr double smallest = 1e-15;
  const Network::Start start = network.start(plan.initial_time, plan.constants);
  plan.tolerances = {1e-4, {}};
  for (const double value : plan.states.value_or(start.states)) {
    plan.tolerances.absolute.push_back(std::max(1e-6 * std::abs(value), smallest));
  }
  std::vector<double> scale(network.states(), 0);
  const Trajectory rough = simulate(network, plan);
  const std::vector<std::string>& names = network.quantity_names();
  for (std::size_t s = 0, q = 0; s < network.states(); ++s) {
    while (names[q] != network.state_names()[s]) ++q;
    for (const auto& row : rough.values) scale[s] = std::max(scale[s], std::abs(row[q]));
  }
  Tolerances tolerances{relative, {}};
  for (const double value : scale) {
    tolerances.absolute.push_back(std::max(1e-3 * relative * value, smallest * relative));
  }
  return tolerances;
}

}  // namespace cytotwin
