#pragma once

#include <Eigen/Cholesky>
#include <cmath>
#include <limits>
#include <vector>

#include "assimilation/filters/kalman_filter.h"

namespace cytotwin {

/// A linear model of three variables with data in closed form: k = 4 is not observed, k = 7 half.
struct LinearGaussian {
  Matrix transition{{1., .1, 0.}, {0., .95, .1}, {0., -.1, .9}};
  Matrix noise = Vector{{.01, .02, .03}}.asDiagonal();
  Matrix observe{{1., 0., 0.}, {0., 0., 1.}};
  ObservationError error = ObservationError::correlated(Matrix{{.25, 0.}, {0., .16}});
  GaussianState start{Vector{{1., 0., -1.}}, Matrix{{1., .2, 0.}, {.2, .5, -.1}, {0., -.1, .5}}};
  static constexpr int times = 10;

  explicit LinearGaussian(bool noisy) {
    if (!noisy) noise.setZero();
  }

  Observations observations(int k) const {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    Vector y{
        {std::sin(.3 * k) + .1 * std::cos(1.7 * k), std::cos(.3 * k) - .1 * std::sin(2.3 * k)}};
    if (k == 4) y[0] = y[1] = nan;
    if (k == 7) y[1] = nan;
    return {y, error};
  }
};

/// All of the exact filter: analyses[0] is the start, forecasts[k] leads to analyses[k + 1].
struct ExactRun {
  std::vector<GaussianState> analyses, forecasts;
  double log_likelihood = 0, innovation_squared = 0;
  Eigen::Index observations = 0;
};

inline ExactRun exact_run(const LinearGaussian& model) {
  ExactRun run;
  run.analyses.push_back(model.start);
  for (int k = 1; k <= LinearGaussian::times; ++k) {
    run.forecasts.push_back(kalman_forecast(run.analyses.back(), model.transition, model.noise));
    const auto analysis =
        kalman_analysis(run.forecasts.back(), model.observe, model.observations(k));
    run.analyses.push_back(analysis.state);
    run.log_likelihood += analysis.log_likelihood;
    run.innovation_squared += analysis.innovation_squared;
    run.observations += analysis.observations;
  }
  return run;
}

/// Members whose sample mean and covariance are exactly those of `state`.
inline Members exact_members(const GaussianState& state, Eigen::Index members, AnalysisKey key) {
  Matrix draws =
      member_anomalies(normal_matrix(state.mean.size(), members, key, Purpose::initial_members));
  const Matrix root = member_covariance(draws, draws).llt().matrixL();
  draws = root.triangularView<Eigen::Lower>().solve(draws);
  const Matrix wanted = state.covariance.llt().matrixL();
  return (wanted * draws).colwise() + state.mean;
}

}  // namespace cytotwin
