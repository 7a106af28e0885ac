#include "twin/personalise/cycles.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/errors.h"

namespace cytotwin {

std::vector<Cycle> cycles_of(const Study& study, const StudyObservations& observations,
                             const std::vector<ImagePoint>& images) {
  const TimeSection& time = study.base.scenario.time;
  for (std::size_t c = 0; c < study.scenarios.size(); ++c) {
    if (study.scenarios[c].scenario.time.phenotype != time.phenotype)
      throw InputError(
          {study.file, 0, 0, {}},
          fmt::format("condition \"{}\" has another time.phenotype", study.conditions[c].name),
          "a filter needs the same step under all conditions");
  }
  const double last = std::floor((time.end - time.start) / time.phenotype * (1 + 1e-12));
  std::map<double, Cycle> cycles;  // by step
  const auto cycle_at = [&](double minutes) -> Cycle& {
    const double step = std::min(std::round((minutes - time.start) / time.phenotype), last);
    Cycle& cycle = cycles[step];
    cycle.minutes = time.start + step * time.phenotype;
    return cycle;
  };
  for (std::size_t i = 0; i < observations.fitted.size(); ++i)
    cycle_at(observations.fitted[i].minutes).points.push_back(i);
  for (std::size_t i = 0; i < images.size(); ++i) cycle_at(images[i].minutes).images.push_back(i);
  std::vector<Cycle> out;
  for (auto& [step, cycle] : cycles) out.push_back(std::move(cycle));
  return out;
}

}  // namespace cytotwin
