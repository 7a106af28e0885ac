#include "assimilation/filters/gram.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <limits>

namespace cytotwin {
namespace {

Matrix product_with_own_transpose(const Matrix& a) {
  Matrix product = Matrix::Zero(a.rows(), a.rows());
  product.selfadjointView<Eigen::Lower>().rankUpdate(a);
  return product;
}

}  // namespace

GramSpectrum::GramSpectrum(const Matrix& anomalies) : vectors_(anomalies.cols(), 0) {
  if (anomalies.rows() == 0) return;  // nothing observed: G is 0
  const bool few = anomalies.rows() < anomalies.cols();
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(
      few ? product_with_own_transpose(anomalies)
          : product_with_own_transpose(anomalies.transpose()));
  const Vector& all = solver.eigenvalues();
  // Below this the eigenvalue is round-off of a zero, and so is its direction.
  const double least = std::numeric_limits<double>::epsilon() * static_cast<double>(all.size()) *
                       std::max(all[all.size() - 1], 0.0);
  const Eigen::Index rank = (all.array() > least).count();
  values_ = all.tail(rank);
  vectors_ = solver.eigenvectors().rightCols(rank);
  if (few)
    vectors_ = anomalies.transpose() * vectors_ * values_.cwiseSqrt().cwiseInverse().asDiagonal();
}

Matrix gain_weights(const Matrix& anomalies, const Matrix& z) {
  if (anomalies.rows() == 0) return Matrix::Zero(anomalies.cols(), z.cols());
  if (anomalies.rows() <= anomalies.cols()) {
    Matrix gram = product_with_own_transpose(anomalies);
    gram.diagonal().array() += 1;
    const Eigen::LLT<Matrix> factor(gram);
    const Matrix half = factor.matrixL().solve(anomalies);
    return half.transpose() * factor.matrixL().solve(z);
  }
  Matrix gram = product_with_own_transpose(anomalies.transpose());
  gram.diagonal().array() += 1;
  return gram.selfadjointView<Eigen::Lower>().llt().solve(anomalies.transpose() * z);
}

}  // namespace cytotwin
