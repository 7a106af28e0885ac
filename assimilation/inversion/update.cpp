#include "assimilation/inversion/update.h"

#include <fmt/format.h>

#include <Eigen/SVD>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>

#include "assimilation/draws.h"

namespace cytotwin {
namespace {

using Indices = std::vector<Eigen::Index>;

// Parameters that see the same observations share one decomposition.
std::map<Indices, Indices> groups(Eigen::Index parameters, Eigen::Index observations,
                                  const LocalObservations& local) {
  std::map<Indices, Indices> result;
  if (local.empty()) {
    Indices all(static_cast<std::size_t>(parameters)), seen(static_cast<std::size_t>(observations));
    std::iota(all.begin(), all.end(), Eigen::Index{0});
    std::iota(seen.begin(), seen.end(), Eigen::Index{0});
    result[seen] = all;
    return result;
  }
  for (Eigen::Index i = 0; i < parameters; ++i)
    if (const auto& seen = local[static_cast<std::size_t>(i)]; !seen.empty())
      result[seen].push_back(i);
  return result;
}

struct WhitenedAnomalies {
  Matrix left, right;  // U, V
  Vector values;       // S
};

WhitenedAnomalies decomposed(const Matrix& outputs, const ObservationError& error) {
  const double scale = std::sqrt(static_cast<double>(outputs.cols() - 1));
  const Eigen::BDCSVD<Matrix> svd(error.whitened(member_anomalies(outputs)) / scale,
                                  Eigen::ComputeThinU | Eigen::ComputeThinV);
  return {svd.matrixU(), svd.matrixV(), svd.singularValues()};
}

// S (S^2 + alpha)^-1 U^T d. V times it are the weights of members in the increment, which as a
// matrix of their own would be members x members.
Matrix gained(const WhitenedAnomalies& y, double alpha, const Matrix& whitened_innovations) {
  const Vector gain = y.values.array() / (y.values.array().square() + alpha);
  return gain.asDiagonal() * (y.left.transpose() * whitened_innovations);
}

void check(const Members& parameters, const Matrix& outputs, const CalibrationData& data,
           double alpha) {
  if (parameters.cols() != outputs.cols() || parameters.cols() < 2 ||
      outputs.rows() != data.values.size())
    throw std::invalid_argument(fmt::format(
        "inversion update: {} members of parameters, {} of outputs, {} outputs for {} values",
        parameters.cols(), outputs.cols(), outputs.rows(), data.values.size()));
  if (!(alpha > 0) || !std::isfinite(alpha))
    throw std::invalid_argument(
        fmt::format("inversion update: alpha = {}; it must be > 0 and finite", alpha));
}

// Censored components on which the mean output already agrees carry no pull in one direction.
Indices active(const CalibrationData& data, const Vector& mean_output, const Indices& seen) {
  if (data.censoring.empty()) return seen;
  Indices result;
  for (const auto i : seen) {
    const auto censoring = data.censoring[static_cast<std::size_t>(i)];
    const bool agrees = (censoring == Censoring::below && mean_output[i] <= data.values[i]) ||
                        (censoring == Censoring::above && mean_output[i] >= data.values[i]);
    if (!agrees) result.push_back(i);
  }
  return result;
}

}  // namespace

Members stochastic_update(const Members& parameters, const Matrix& outputs,
                          const CalibrationData& data, double alpha, const Matrix& draws,
                          const LocalObservations& local) {
  check(parameters, outputs, data, alpha);
  const double scale = std::sqrt(static_cast<double>(parameters.cols() - 1));
  const Matrix errors = data.error.coloured(centred_draws(draws)) * std::sqrt(alpha);
  const Matrix residuals = innovations(data, outputs, errors);
  const Matrix anomalies = member_anomalies(parameters) / scale;
  Members updated = parameters;
  for (const auto& [seen, moved] : groups(parameters.rows(), outputs.rows(), local)) {
    const ObservationError error = data.error.of(seen);
    const auto y = decomposed(outputs(seen, Eigen::all), error);
    updated(moved, Eigen::all) += (anomalies(moved, Eigen::all) * y.right) *
                                  gained(y, alpha, error.whitened(residuals(seen, Eigen::all)));
  }
  return updated;
}

Members transform_update(const Members& parameters, const Matrix& outputs,
                         const CalibrationData& data, double alpha,
                         const LocalObservations& local) {
  check(parameters, outputs, data, alpha);
  const double scale = std::sqrt(static_cast<double>(parameters.cols() - 1));
  const Vector mean = member_mean(parameters), mean_output = member_mean(outputs);
  const Matrix anomalies = member_anomalies(parameters);
  Members updated = parameters;
  for (const auto& [all, moved] : groups(parameters.rows(), outputs.rows(), local)) {
    const Indices seen = active(data, mean_output, all);
    if (seen.empty()) continue;
    const ObservationError error = data.error.of(seen);
    const auto y = decomposed(outputs(seen, Eigen::all), error);
    const Vector shift =
        y.right * gained(y, alpha, error.whitened(data.values(seen) - mean_output(seen))) / scale;
    const Vector shrink = (1 + y.values.array().square() / alpha).rsqrt() - 1;
    const Matrix old = anomalies(moved, Eigen::all);
    const Matrix spread = old + (old * y.right) * (shrink.asDiagonal() * y.right.transpose());
    updated(moved, Eigen::all) = spread.colwise() + (mean(moved) + old * shift);
  }
  return updated;
}

LocalObservations correlated_observations(const Members& parameters, const Matrix& outputs) {
  const auto normalised = [](const Matrix& members) {
    Matrix anomalies = member_anomalies(members);
    for (Eigen::Index i = 0; i < anomalies.rows(); ++i) {
      const double norm = anomalies.row(i).norm();
      if (norm > 0) anomalies.row(i) /= norm;
    }
    return anomalies;
  };
  const Matrix correlations = normalised(parameters) * normalised(outputs).transpose();
  const double least = 3 / std::sqrt(static_cast<double>(parameters.cols()));
  LocalObservations local(static_cast<std::size_t>(parameters.rows()));
  for (Eigen::Index i = 0; i < correlations.rows(); ++i)
    for (Eigen::Index k = 0; k < correlations.cols(); ++k)
      if (std::abs(correlations(i, k)) > least) local[static_cast<std::size_t>(i)].push_back(k);
  return local;
}

}  // namespace cytotwin
