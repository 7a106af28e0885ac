#pragma once

#include "assimilation/ensemble.h"

namespace cytotwin {

/// Functions of G = S^T S through its eigenvectors, taken from the smaller side of S.
class GramSpectrum {
 public:
  /// @param anomalies  S, shape (observations, members)
  explicit GramSpectrum(const Matrix& anomalies);

  const Vector& values() const { return values_; }    ///< > 0, shape (rank)
  const Matrix& vectors() const { return vectors_; }  ///< orthonormal, shape (members, rank)

  /// f(G), where f(0) = `at_zero` outside the rank.
  template <class Function>
  Matrix function(double at_zero, const Function& f) const {
    const Vector change = values_.unaryExpr([&](double value) { return f(value) - at_zero; });
    Matrix result = vectors_ * change.asDiagonal() * vectors_.transpose();
    result.diagonal().array() += at_zero;
    return result;
  }

  /// f(G) x without forming f(G).
  template <class Function>
  Matrix applied(double at_zero, const Function& f, const Matrix& x) const {
    const Vector change = values_.unaryExpr([&](double value) { return f(value) - at_zero; });
    return at_zero * x + vectors_ * (change.asDiagonal() * (vectors_.transpose() * x));
  }

 private:
  Vector values_;
  Matrix vectors_;
};

/// S^T (S S^T + I)^-1 Z by a Cholesky factor of the smaller side; shape (members, columns of Z).
Matrix gain_weights(const Matrix& anomalies, const Matrix& z);

}  // namespace cytotwin
