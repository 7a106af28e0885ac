#pragma once

#include <span>
#include <vector>

#include "assimilation/filters/observations.h"

namespace cytotwin {

/// A Gaussian state of a linear model.
struct GaussianState {
  Vector mean;
  Matrix covariance;
};

/// Mean F m, covariance F P F^T + Q.
GaussianState kalman_forecast(const GaussianState& state, const Matrix& transition,
                              const Matrix& noise);

struct KalmanAnalysis {
  GaussianState state;
  double log_likelihood = 0;      ///< ln p(present observations | those before)
  double innovation_squared = 0;  ///< NIS = d^T (H P H^T + R)^-1 d
  Eigen::Index observations = 0;  ///< present ones
};

/// Kalman 1960, covariance in Joseph's form; missing observations (NaN) are left out.
/// @param observe  H, shape (observations, variables)
/// @throws std::invalid_argument if sizes differ or there are limits, which are not Gaussian
KalmanAnalysis kalman_analysis(const GaussianState& forecast, const Matrix& observe,
                               const Observations& observations);

/// Rauch, Tung and Striebel 1965: states given all observations.
/// @param analyses   shape (times); the first may be the state before any observation
/// @param forecasts  forecasts[k] is of analyses[k] to the time of analyses[k + 1]; shape (times -
/// 1)
/// @throws std::invalid_argument if the numbers of times do not fit
std::vector<GaussianState> rts_smoothed(std::span<const GaussianState> analyses,
                                        std::span<const GaussianState> forecasts,
                                        const Matrix& transition);

}  // namespace cytotwin
