#pragma once

#include <span>
#include <stdexcept>

#include "assimilation/ensemble.h"

namespace cytotwin {

/// An error covariance that has no Cholesky factor: not symmetric, singular or not finite.
class SingularObservationError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Gaussian error of a vector of observations, with covariance R.
///
/// Everything downstream uses the whitened observations R^(-1/2) y with R^(1/2) the lower Cholesky
/// factor, so that correlated errors cost one triangular solve and uncorrelated ones a division.
class ObservationError {
 public:
  /// Uncorrelated errors.
  /// @param standard_deviations  > 0 and finite, in the units of the observations
  /// @throws SingularObservationError naming the component
  static ObservationError uncorrelated(const Vector& standard_deviations);

  /// @param covariance  symmetric positive definite, shape (observations, observations)
  /// @throws SingularObservationError naming the pivot that is not positive
  static ObservationError correlated(const Matrix& covariance);

  Eigen::Index size() const { return deviations_.size(); }
  bool is_diagonal() const { return factor_.size() == 0; }

  /// R^(-1/2) v, column by column; `v` has size() rows.
  Matrix whitened(const Matrix& v) const;

  /// R^(1/2) z, column by column: from standard normal draws to errors.
  Matrix coloured(const Matrix& z) const;

  Matrix covariance() const;
  const Vector& standard_deviations() const { return deviations_; }
  double log_determinant() const;  ///< ln det R

  /// The error of these components alone (marginal: what is not observed is left out).
  ObservationError of(std::span<const Eigen::Index> components) const;

  /// R multiplied by `factor` (> 0), as ES-MDA inflates it.
  ObservationError scaled(double factor) const;

 private:
  Vector deviations_;
  Matrix factor_;  // lower Cholesky factor; empty for uncorrelated errors
};

}  // namespace cytotwin
