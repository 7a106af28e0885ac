#include "assimilation/filters/enkf.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "assimilation/filters/gram.h"

namespace cytotwin {
namespace {

double root_of_members(const EnsembleSpace& space) {
  return std::sqrt(static_cast<double>(space.members() - 1));
}

// 0 in place of the innovation of each member on the allowed side.
void obey_limits(const EnsembleSpace& space, const Matrix& unperturbed, Matrix& innovations) {
  for (std::size_t i = 0; i < space.limits.size(); ++i) {
    if (space.limits[i] == Limit::none) continue;
    const double side = space.limits[i] == Limit::at_most ? 1 : -1;
    const auto row = static_cast<Eigen::Index>(i);
    for (Eigen::Index j = 0; j < innovations.cols(); ++j)
      if (side * unperturbed(row, j) >= 0) innovations(row, j) = 0;
  }
}

// What one observation does: anomalies a -> a - shrink (a.s) s, means -> mean + a.s step.
struct SerialStep {
  double step, shrink;
};
SerialStep serial_step(double variance, double innovation) {
  const double root = std::sqrt(1 + variance);
  return {innovation / (1 + variance), 1 / (root * (1 + root))};
}

}  // namespace

void recentre_draws(Matrix& draws) {
  const Vector mean = member_mean(draws);
  const auto size = static_cast<double>(draws.cols());
  draws = (draws.colwise() - mean) * std::sqrt(size / (size - 1));
}

Matrix perturbed_innovations(const EnsembleSpace& space, AnalysisKey key) {
  const Matrix unperturbed = space.member_innovations();
  Matrix innovations = normal_matrix(space.innovation.size(), space.members(), key,
                                     Purpose::observation_perturbation);
  recentre_draws(innovations);
  innovations += unperturbed;
  if (!space.limits.empty()) obey_limits(space, unperturbed, innovations);
  return innovations;
}

Matrix stochastic_enkf(const EnsembleSpace& space, AnalysisKey key) {
  Matrix transform = gain_weights(space.anomalies, perturbed_innovations(space, key));
  transform /= root_of_members(space);
  transform.diagonal().array() += 1;
  return transform;
}

Matrix etkf(const EnsembleSpace& space) {
  if (!space.limits.empty()) return etkf(space.without_obeyed_limits());
  const GramSpectrum gram(space.anomalies);
  const Vector projected =
      gram.vectors().transpose() * (space.anomalies.transpose() * space.innovation);
  const Vector weights =
      gram.vectors() * (projected.array() / (1 + gram.values().array())).matrix();
  Matrix transform = gram.function(1, [](double value) { return 1 / std::sqrt(1 + value); });
  transform.colwise() += weights / root_of_members(space);
  return transform;
}

Matrix denkf(const EnsembleSpace& space) {
  if (!space.limits.empty()) return denkf(space.without_obeyed_limits());
  Matrix right(space.innovation.size(), space.members() + 1);
  right << space.anomalies, space.innovation;
  const Matrix gain = gain_weights(space.anomalies, right);
  Matrix transform = -0.5 * gain.leftCols(space.members());
  transform.diagonal().array() += 1;
  transform.colwise() += gain.col(space.members()) / root_of_members(space);
  return transform;
}

Matrix serial_esrf(const EnsembleSpace& space) {
  if (!space.limits.empty()) return serial_esrf(space.without_obeyed_limits());
  const auto members = space.members();
  Matrix anomalies = space.anomalies, transform = Matrix::Identity(members, members);
  Vector innovation = space.innovation, weights = Vector::Zero(members);
  for (Eigen::Index j = 0; j < innovation.size(); ++j) {
    const Vector s = anomalies.row(j).transpose();
    const auto [step, shrink] = serial_step(s.squaredNorm(), innovation[j]);
    const Vector seen = anomalies * s, moved = transform * s;
    innovation -= step * seen;
    weights += step * moved;
    anomalies.noalias() -= (shrink * seen) * s.transpose();
    transform.noalias() -= (shrink * moved) * s.transpose();
  }
  transform.colwise() += weights / root_of_members(space);
  return transform;
}

Members localised_serial_esrf(const Members& members, const EnsembleSpace& space,
                              const Matrix& variables_taper, const Matrix& observations_taper,
                              AnalysisKey key) {
  if (!space.limits.empty())
    return localised_serial_esrf(members, space.without_obeyed_limits(), variables_taper,
                                 observations_taper, key);
  if (variables_taper.rows() != members.rows() || members.cols() != space.members() ||
      variables_taper.cols() != observations_taper.cols() ||
      observations_taper.rows() != observations_taper.cols())
    throw std::invalid_argument(
        fmt::format("localised_serial_esrf: tapers of {} x {} and {} x {} for {} rows, {} members",
                    variables_taper.rows(), variables_taper.cols(), observations_taper.rows(),
                    observations_taper.cols(), members.rows(), members.cols()));
  const double root = root_of_members(space);
  Vector mean = member_mean(members), innovation = space.innovation;
  Members state = (members.colwise() - mean) / root;
  Matrix anomalies = space.anomalies;
  for (const auto j : random_order(innovation.size(), key)) {
    const auto component = space.components[static_cast<std::size_t>(j)];
    const Vector s = anomalies.row(j).transpose();
    const auto [step, shrink] = serial_step(s.squaredNorm(), innovation[j]);
    const Vector moved = variables_taper.col(component).cwiseProduct(state * s);
    const Vector seen =
        observations_taper.col(component)(space.components).cwiseProduct(anomalies * s);
    mean += step * moved;
    innovation -= step * seen;
    state.noalias() -= (shrink * moved) * s.transpose();
    anomalies.noalias() -= (shrink * seen) * s.transpose();
  }
  return (root * state).colwise() + mean;
}

}  // namespace cytotwin
