#include "truth.h"

#include <cmath>
#include <limits>

namespace cytotwin::bench {

Truth::Truth(const Settings& settings)
    : settings_(settings),
      run_(settings.model.start(1, {settings.seed, 0}, Purpose::synthetic_truth)),
      state_(run_.col(0)) {
  for (Eigen::Index i = 0; i < settings.observed; ++i)
    observed_.push_back(i * settings.model.variables / settings.observed);
  observations_.error = ObservationError::uncorrelated(
      Vector::Constant(settings.observed, std::sqrt(settings.error_variance)));
}

void Truth::advance() {
  ++cycle_;
  settings_.model.advance(run_, settings_.steps);
  state_ = run_.col(0);
  const AnalysisKey key{settings_.seed, cycle_};
  const Vector noise = normal_matrix(settings_.observed, 1, key, Purpose::synthetic_observation);
  observations_.values = state_(observed_) + std::sqrt(settings_.error_variance) * noise;
  if (settings_.missing == 0) return;
  RandomStream stream(settings_.seed, 1, cycle_, Purpose::synthetic_observation);
  for (double& value : observations_.values)
    if (stream.uniform() < settings_.missing) value = std::numeric_limits<double>::quiet_NaN();
}

}  // namespace cytotwin::bench
