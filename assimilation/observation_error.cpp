#include "assimilation/observation_error.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <cmath>

namespace cytotwin {
namespace {

constexpr double symmetry_tolerance =
    1e-12;  // of the largest entry: room for a product's round-off

void check_symmetric(const Matrix& covariance) {
  if (covariance.rows() != covariance.cols())
    throw SingularObservationError(
        fmt::format("observation error: the covariance has {} rows and {} columns",
                    covariance.rows(), covariance.cols()));
  if (!covariance.allFinite())
    throw SingularObservationError(
        "observation error: the covariance has an entry that is not finite");
  const double scale = covariance.size() ? covariance.cwiseAbs().maxCoeff() : 0;
  if (!covariance.isApprox(covariance.transpose(), symmetry_tolerance) && scale > 0)
    throw SingularObservationError("observation error: the covariance is not symmetric");
}

// Eigen's LLT reports failure without saying where, and a user has to know which component it is.
Matrix cholesky_factor(const Matrix& covariance) {
  Matrix factor = Matrix::Zero(covariance.rows(), covariance.cols());
  for (Eigen::Index j = 0; j < covariance.cols(); ++j) {
    const double pivot = covariance(j, j) - factor.row(j).head(j).squaredNorm();
    const double round_off = 1e-14 * covariance(j, j) * static_cast<double>(covariance.rows());
    if (!(pivot > round_off))
      throw SingularObservationError(
          fmt::format("observation error: the covariance is singular or not positive at component "
                      "{} (variance {}, {} given "
                      "the components before it); errors must be > 0 and not copies of each other",
                      j, covariance(j, j), pivot));
    factor(j, j) = std::sqrt(pivot);
    for (Eigen::Index i = j + 1; i < covariance.rows(); ++i)
      factor(i, j) =
          (covariance(i, j) - factor.row(i).head(j).dot(factor.row(j).head(j))) / factor(j, j);
  }
  return factor;
}

}  // namespace

ObservationError ObservationError::uncorrelated(const Vector& standard_deviations) {
  for (Eigen::Index i = 0; i < standard_deviations.size(); ++i)
    if (!(standard_deviations[i] > 0) || !std::isfinite(standard_deviations[i]))
      throw SingularObservationError(
          fmt::format("observation error: the standard deviation of component {} is {}; it must be "
                      "> 0 and finite",
                      i, standard_deviations[i]));
  ObservationError error;
  error.deviations_ = standard_deviations;
  return error;
}

ObservationError ObservationError::correlated(const Matrix& covariance) {
  check_symmetric(covariance);
  ObservationError error;
  error.factor_ = cholesky_factor(covariance);
  error.deviations_ = covariance.diagonal().cwiseSqrt();
  return error;
}

Matrix ObservationError::whitened(const Matrix& v) const {
  if (is_diagonal()) return deviations_.cwiseInverse().asDiagonal() * v;
  return factor_.triangularView<Eigen::Lower>().solve(v);
}

Matrix ObservationError::coloured(const Matrix& z) const {
  if (is_diagonal()) return deviations_.asDiagonal() * z;
  return factor_.triangularView<Eigen::Lower>() * z;
}

Matrix ObservationError::covariance() const {
  if (is_diagonal()) return deviations_.array().square().matrix().asDiagonal();
  return factor_ * factor_.transpose();
}

double ObservationError::log_determinant() const {
  return 2 * (is_diagonal() ? deviations_ : Vector(factor_.diagonal())).array().log().sum();
}

ObservationError ObservationError::of(std::span<const Eigen::Index> components) const {
  const std::vector<Eigen::Index> chosen(components.begin(), components.end());
  if (is_diagonal()) return uncorrelated(deviations_(chosen));
  return correlated(covariance()(chosen, chosen));
}

ObservationError ObservationError::scaled(double factor) const {
  if (!(factor > 0) || !std::isfinite(factor))
    throw std::invalid_argument(
        fmt::format("ObservationError::scaled: factor {}; it must be > 0", factor));
  ObservationError error = *this;
  error.deviations_ *= std::sqrt(factor);
  error.factor_ *= std::sqrt(factor);
  return error;
}

}  // namespace cytotwin
