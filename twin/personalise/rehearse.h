#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "assimilation/diagnostics/bootstrap.h"
#include "assimilation/diagnostics/calibration.h"
#include "core/parallel.h"
#include "twin/personalise/calibration.h"

namespace cytotwin {

/// How well one parameter came back over all synthetic patients; scores in units of the prior's
/// standard deviation where it is normal.
struct RehearsedParameter {
  std::string name;
  double crps = 0, prior_crps = 0;  ///< mean, of the posterior and of the prior
  PairedDifference gain{};          ///< posterior minus prior; an interval below 0 is a gain
  double contraction = 0;           ///< mean
  Coverage coverage;                ///< of 90 % intervals
  RankHistogram ranks;              ///< simulation-based calibration
};

struct Rehearsal {
  std::size_t patients = 0;  ///< that were fitted
  std::size_t failed = 0;    ///< whose own simulation or fit failed
  std::vector<RehearsedParameter> parameters;
};

/// Fits synthetic patients before the real one: parameters drawn from the priors, observations of
/// the study's times, errors and limits made from them, each fitted as twin personalise would. What
/// does not come back here cannot be trusted to come back from real data (Talts et al. 2018,
/// arXiv:1804.06788; observing system simulation experiment).
/// @param patients  200 or more
/// @param progress  called with the number of patients done, from any thread, one at a time
/// @throws std::invalid_argument if fewer than 200 patients are asked for or came through
Rehearsal rehearse(const Study& study, const Forward& forward,
                   const StudyObservations& observations, std::size_t patients,
                   const Workers& workers, const std::function<void(std::size_t)>& progress);

}  // namespace cytotwin
