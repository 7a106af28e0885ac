#include "twin/simulation/dose_jumps.h"

#include <algorithm>

namespace cytotwin {

std::vector<StateJump> dose_jumps(const Scenario& scenario) {
  const ModelSection& model = *scenario.model;
  const std::vector<std::string>& states = model.compiled->state_names();
  std::vector<StateJump> jumps;
  for (const Dose& dose : scenario.doses) {
    const auto state = static_cast<std::uint32_t>(
        std::find(states.begin(), states.end(), dose.state) - states.begin());
    for (int k = 0; k < dose.count; ++k) {
      const double minutes = dose.start + k * dose.interval;
      if (minutes < scenario.time.start || minutes > scenario.time.end) continue;
      jumps.push_back({minutes / model.time_unit, state, dose.amount});
    }
  }
  std::stable_sort(jumps.begin(), jumps.end(),
                   [](const StateJump& a, const StateJump& b) { return a.time < b.time; });
  return jumps;
}

}  // namespace cytotwin
