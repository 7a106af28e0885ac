#include "twin/simulation/running_scenario.h"

#include "twin/simulation/retina/retina_simulation.h"
#include "twin/simulation/simulation.h"

namespace cytotwin {

std::unique_ptr<RunningScenario> start_scenario(const Scenario& scenario, unsigned threads) {
  if (scenario.retina) return std::make_unique<RetinaSimulation>(scenario, threads);
  return std::make_unique<Simulation>(scenario, threads);
}

}  // namespace cytotwin
