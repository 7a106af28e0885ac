#include "agents/retina/new_vessels.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"

namespace cytotwin {

NewVessels no_new_vessels(std::uint64_t seed) {
  NewVessels state;
  state.sprout_left = RandomStream(seed, 0, 0, Purpose::new_vessels).exponential();
  state.bleeding_left = RandomStream(seed, 0, 0, Purpose::haemorrhage).exponential();
  return state;
}

void step_new_vessels(NewVessels& state, const NewVesselConstants& constants, double free_vegf,
                      double non_perfused, double day, double days, std::uint64_t seed) {
  const double drive = free_vegf * non_perfused;
  const bool above = drive > constants.threshold;
  state.days_above = above ? state.days_above + days : 0;
  if (state.mass == 0 && state.days_above >= constants.days_above) {
    state.sprout_left -= constants.most * drive / (drive + constants.half) * days;
    if (state.sprout_left <= 0) {
      state.mass = 0.02;
      if (state.sprouted < 0) state.sprouted = day + days;
    }
  } else if (state.mass > 0) {
    // logistic growth in a step of its own, exact for any length
    const double rate = above ? constants.growth * free_vegf : -constants.regression;
    const double odds = state.mass / (1 - std::min(state.mass, 0.999)) * std::exp(rate * days);
    state.mass = odds / (1 + odds);
    state.bleeding_left -= constants.haemorrhage * state.mass * days;
    if (state.bleeding_left <= 0) {
      state.bleeding_left +=
          RandomStream(seed, 0, ++state.haemorrhages, Purpose::haemorrhage).exponential();
    }
  }
}

}  // namespace cytotwin
