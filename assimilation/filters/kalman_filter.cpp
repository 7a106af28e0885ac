#include "assimilation/filters/kalman_filter.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace cytotwin {
namespace {

void check(const GaussianState& forecast, const Matrix& observe, const Observations& observations) {
  const auto size = observations.values.size();
  if (observe.rows() != size || observe.cols() != forecast.mean.size() ||
      observations.error.size() != size)
    throw std::invalid_argument(fmt::format(
        "kalman_analysis: H is {} x {} for {} values, errors of {} and {} variables",
        observe.rows(), observe.cols(), size, observations.error.size(), forecast.mean.size()));
  for (const auto limit : observations.limits)
    if (limit != Limit::none)
      throw std::invalid_argument("kalman_analysis: an observation is a limit, not Gaussian");
}

std::vector<Eigen::Index> present(const Vector& values) {
  std::vector<Eigen::Index> found;
  for (Eigen::Index i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i])) found.push_back(i);
  return found;
}

}  // namespace

GaussianState kalman_forecast(const GaussianState& state, const Matrix& transition,
                              const Matrix& noise) {
  return {transition * state.mean, transition * state.covariance * transition.transpose() + noise};
}

KalmanAnalysis kalman_analysis(const GaussianState& forecast, const Matrix& observe,
                               const Observations& observations) {
  check(forecast, observe, observations);
  const auto kept = present(observations.values);
  if (kept.empty()) return {forecast, 0, 0, 0};
  const Matrix h = observe(kept, Eigen::all), r = observations.error.covariance()(kept, kept);
  const Matrix cross = forecast.covariance * h.transpose();
  const Eigen::LLT<Matrix> factor(h * cross + r);
  const Vector d = observations.values(kept) - h * forecast.mean;
  const Matrix gain = factor.solve(cross.transpose()).transpose();
  const auto size = d.size();
  const Matrix left = Matrix::Identity(cross.rows(), cross.rows()) - gain * h;
  KalmanAnalysis analysis;
  analysis.state.mean = forecast.mean + gain * d;
  analysis.state.covariance =
      left * forecast.covariance * left.transpose() + gain * r * gain.transpose();
  analysis.innovation_squared = d.dot(factor.solve(d));
  analysis.observations = size;
  const Matrix lower = factor.matrixL();
  analysis.log_likelihood = -0.5 * (analysis.innovation_squared +
                                    static_cast<double>(size) * std::log(2 * std::numbers::pi)) -
                            lower.diagonal().array().log().sum();
  return analysis;
}

std::vector<GaussianState> rts_smoothed(std::span<const GaussianState> analyses,
                                        std::span<const GaussianState> forecasts,
                                        const Matrix& transition) {
  if (analyses.empty() || forecasts.size() + 1 != analyses.size())
    throw std::invalid_argument(
        fmt::format("rts_smoothed: {} analyses and {} forecasts; there "
                    "must be one forecast between two analyses",
                    analyses.size(), forecasts.size()));
  std::vector<GaussianState> smoothed(analyses.begin(), analyses.end());
  for (std::size_t k = forecasts.size(); k-- > 0;) {
    const auto& [mean, covariance] = analyses[k];
    const Eigen::LDLT<Matrix> factor(forecasts[k].covariance);
    const Matrix gain = factor.solve(transition * covariance).transpose();
    smoothed[k].mean = mean + gain * (smoothed[k + 1].mean - forecasts[k].mean);
    smoothed[k].covariance =
        covariance +
        gain * (smoothed[k + 1].covariance - forecasts[k].covariance) * gain.transpose();
  }
  return smoothed;
}

}  // namespace cytotwin
