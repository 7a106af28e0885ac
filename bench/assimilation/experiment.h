#pragma once

#include <optional>
#include <string>

#include "scores.h"
#include "settings.h"

namespace cytotwin::bench {

struct Result {
  Score forecast, analysis, smoothed;  ///< NaN where nothing was scored
  bool diverged = false;   ///< rmse > 3 spread of the forecast in 10 cycles in a row, after burn-in
  bool recovered = false;  ///< diverged, but not at the end of the run
  int diverged_at = -1;    ///< cycle at which it was seen first
  int stopped_at = -1;     ///< cycle at which the ensemble was no number any more
  double seconds = 0;      ///< of model and filter; own processor time on one thread
  double cycles_per_second = 0;
  double member_steps = 0;                      ///< steps of single members that the model took
  double iterations = 0;                        ///< mean of iterative smoothers
  double forcing_rmse = 0, forcing_spread = 0;  ///< mean of |error| after burn-in
  double forcing_error_50 = 0, forcing_error_200 = 0;
};

Result run(const Settings& settings);

}  // namespace cytotwin::bench
