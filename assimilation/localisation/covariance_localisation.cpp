#include "assimilation/localisation/covariance_localisation.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <cmath>
#include <stdexcept>

#include "assimilation/filters/enkf.h"
#include "assimilation/localisation/taper.h"

namespace cytotwin {
namespace {

void check(const Members& members, const EnsembleSpace& space, const CovarianceTaper& taper) {
  const auto size = taper.observations.rows();
  if (members.cols() != space.members() || taper.variables.rows() != members.rows() ||
      taper.variables.cols() != size || taper.observations.cols() != size)
    throw std::invalid_argument(
        fmt::format("covariance taper: {} x {} and {} x {} for {} rows; {} and {} members",
                    taper.variables.rows(), taper.variables.cols(), size, taper.observations.cols(),
                    members.rows(), members.cols(), space.members()));
}

// The tapered gain from scaled observations, shape (rows of members, present).
Matrix tapered_gain(const Members& members, const EnsembleSpace& space,
                    const CovarianceTaper& taper) {
  const double root = std::sqrt(static_cast<double>(members.cols() - 1));
  Matrix cross = member_anomalies(members) * space.anomalies.transpose() / root;
  cross.array() *= taper.variables(Eigen::all, space.components).array();
  Matrix own = space.anomalies * space.anomalies.transpose();
  own.array() *= taper.observations(space.components, space.components).array();
  own.diagonal().array() += 1;
  return own.llt().solve(cross.transpose()).transpose();
}

}  // namespace

Members localised_stochastic_enkf(const Members& members, const EnsembleSpace& space,
                                  const CovarianceTaper& taper, AnalysisKey key) {
  check(members, space, taper);
  return members + tapered_gain(members, space, taper) * perturbed_innovations(space, key);
}

Members localised_denkf(const Members& members, const EnsembleSpace& space,
                        const CovarianceTaper& taper) {
  if (!space.limits.empty()) return localised_denkf(members, space.without_obeyed_limits(), taper);
  check(members, space, taper);
  const Matrix gain = tapered_gain(members, space, taper);
  const double root = std::sqrt(static_cast<double>(members.cols() - 1));
  return (members - gain * (0.5 * root * space.anomalies)).colwise() + gain * space.innovation;
}

CovarianceTaper correlation_taper(const Members& members, const EnsembleSpace& space,
                                  Eigen::Index observations, double threshold) {
  check_members(members, "correlation_taper");
  const double cut = threshold / std::sqrt(static_cast<double>(members.cols()));
  const Members anomalies = member_anomalies(members);
  const Vector deviations = anomalies.rowwise().norm(), seen = space.anomalies.rowwise().norm();
  const Matrix products = anomalies * space.anomalies.transpose();
  CovarianceTaper taper{Matrix::Zero(members.rows(), observations),
                        Matrix::Ones(observations, observations)};
  for (Eigen::Index j = 0; j < products.cols(); ++j)
    for (Eigen::Index i = 0; i < products.rows(); ++i) {
      const double scale = deviations[i] * seen[j];
      const double correlation = scale > 0 ? std::abs(products(i, j)) / scale : 0;
      if (correlation > cut)
        taper.variables(i, space.components[static_cast<std::size_t>(j)]) =
            gaspari_cohn((1 - correlation) / (1 - cut), 0.5);
    }
  return taper;
}

}  // namespace cytotwin
