#include "twin/ensemble/output_times.h"

#include "twin/simulation/clock.h"

namespace cytotwin {

std::vector<double> output_times(const Scenario& scenario) {
  const Clock::Tick end = Clock::to_ticks(scenario.time.end - scenario.time.start);
  const Clock::Tick step = Clock::to_ticks(scenario.output.series);
  std::vector<double> times;
  for (Clock::Tick tick = 0; tick <= end; tick += step)
    times.push_back(scenario.time.start + Clock::to_minutes(tick));
  return times;
}

}  // namespace cytotwin
