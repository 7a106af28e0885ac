#pragma once

#include <cstdint>
#include <vector>

namespace cytotwin::eyes {

/// What is known of an eye before its own visits, learnt on the treat-and-extend eyes of TREX-DME
/// alone (bench/eye_population, docs/eye_forecasts.md).
struct Population {
  // Parameters of the network, log-normal over eyes (logit-normal the share): medians and
  // deviations.
  double half_vegf = 0.281, half_vegf_sd = 0.4;  ///< free VEGF at which the barrier is half open
  double slow_logit = 3.04,
         slow_logit_sd = 1;  ///< of the share that follows the barrier's slow state
  double slow_days = 543, slow_days_sd = 0.7;  ///< of the barrier's slow state
  double dry = 239, dry_sd = 15;               ///< thickness without oedema, normal [um]
  double least_oedema = 5;                     ///< untreated excess at the least [um]

  // What the network leaves: a drift that takes steps, and a swing from visit to visit, both as
  // large as the eye is restless and as its oedema is.
  double restless = 0.261,
         restless_sd = 0.51;            ///< step in 4 weeks over the scale; log-normal over eyes
  double keep = 0.998;                  ///< of the drift over 4 weeks
  double swing = 0.761;                 ///< over the step
  double unsure_swing = 0.43;           ///< more of it where the week is reconstructed
  double calm = 246, least_scale = 10;  ///< scale is thickness above `calm`, at the least that [um]
  double reading = 3;                   ///< of one measurement, repeated [um]
  double spread = 0.88;                 ///< of a forecast's draws about their median
  double tails = 4;                     ///< degrees of freedom of Student's t

  // Letters above what oedema costs: steps in 4 weeks and error of a reading.
  double letters_step = 3.15, letters_error = 2.07;
};

/// One eye as it may be.
struct EyeMember {
  double half_vegf = 0, slow_share = 0, slow_days = 0;  ///< parameters of the network
  double dry = 0;                                       ///< [um]
  double restless = 0;
  double first_swing = 0;  ///< of the first visit, in its own deviations
  double weight = 0;       ///< sum 1
};

/// Members of a Sobol design through the population's distributions: the same for every eye.
std::vector<EyeMember> draw_members(const Population& population, std::size_t members,
                                    std::uint64_t seed);

}  // namespace cytotwin::eyes
