#pragma once

#include "settings.h"
#include "truth.h"

namespace cytotwin::bench {

/// What filters without an ensemble know: a mean and variances before and after an analysis.
struct GaussianCycle {
  Vector forecast, analysis;
  Matrix forecast_covariance, analysis_covariance;
};

/// Methods that any ensemble must beat.
///
/// climatology: mean and covariance of a long run, whatever is observed. oi: each analysis starts
/// from climatology. 3dvar: the model's forecast with a share of climatology's covariance. extkf:
/// the extended Kalman filter, its covariance times inflation^(model time) between analyses.
class Baseline {
 public:
  explicit Baseline(const Settings& settings, const std::vector<Eigen::Index>& observed);
  GaussianCycle cycle(const Observations& observations);

 private:
  void forecast();

  const Settings& settings_;
  Matrix observe_;
  Vector climate_, mean_;
  Matrix climate_covariance_, covariance_;
};

}  // namespace cytotwin::bench
