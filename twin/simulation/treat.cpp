#include "twin/simulation/treat.h"

#include "twin/simulation/placement.h"

namespace cytotwin {
namespace {

// Half a tick of the clock: converted units may miss a moment by rounding.
constexpr double rounding = 0.0005;

void give(Tissue& tissue, const Scenario& scenario, const Treatment& treatment) {
  if (treatment.kind == Treatment::Kind::infusion) {
    place_cells(tissue, scenario, treatment.cells);
    return;
  }
  for (std::size_t s = 0; s < scenario.substances.size(); ++s) {
    if (scenario.substances[s].name != treatment.substance) continue;
    tissue.add_everywhere(s, treatment.concentration);
  }
}

}  // namespace

bool treat(Tissue& tissue, const Scenario& scenario, double after, double until) {
  bool treated = false;
  for (const Treatment& treatment : scenario.treatments) {
    for (int repetition = 0; repetition < treatment.count; ++repetition) {
      const double time = treatment.start + repetition * treatment.interval;
      if (time <= after + rounding || time > until + rounding) continue;
      give(tissue, scenario, treatment);
      treated = true;
    }
  }
  if (treated) tissue.renew();
  return treated;
}

}  // namespace cytotwin
