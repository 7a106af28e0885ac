#include "assimilation/inversion/identifiability.h"

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>
#include <cmath>

namespace cytotwin {
namespace {

struct Roots {
  Matrix root, inverse;  // C^(1/2), C^(-1/2) within the span of C
};

// An ensemble of fewer members than parameters spans a part of them only; the rest has no inverse.
Roots symmetric_roots(const Matrix& covariance) {
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(covariance);
  const double least = 1e-12 * eigen.eigenvalues().maxCoeff();
  const Vector root = eigen.eigenvalues().cwiseMax(0).cwiseSqrt();
  const Vector inverse =
      (eigen.eigenvalues().array() > least).select(1 / root.array(), Vector::Zero(root.size()));
  const Matrix& v = eigen.eigenvectors();
  return {v * root.asDiagonal() * v.transpose(), v * inverse.asDiagonal() * v.transpose()};
}

}  // namespace

Identifiability identifiability(const Members& parameters, const Matrix& outputs,
                                const CalibrationData& data, double least) {
  const Roots u = symmetric_roots(member_covariance(parameters, parameters));
  const Matrix y = data.error.whitened(outputs);
  Matrix total = member_covariance(y, y);
  total.diagonal().array() += 1;
  const Matrix s = symmetric_roots(total).inverse * member_covariance(y, parameters) * u.inverse;
  const Eigen::JacobiSVD<Matrix> svd(s, Eigen::ComputeFullV);

  Identifiability found;
  found.sensitivities = Vector::Zero(parameters.rows());
  found.sensitivities.head(svd.singularValues().size()) = svd.singularValues();
  found.directions = u.root * svd.matrixV();
  found.kept = (found.sensitivities.array() >= least).count();
  const Matrix v = svd.matrixV().leftCols(found.kept);
  found.projection = u.root * v * v.transpose() * u.inverse;
  return found;
}

std::vector<ParameterReport> contraction_report(const Prior& prior, const Members& posterior,
                                                double threshold) {
  const Vector before = prior.deviations();
  const Vector after = (member_anomalies(posterior).rowwise().squaredNorm() /
                        static_cast<double>(posterior.cols() - 1))
                           .cwiseSqrt();
  std::vector<ParameterReport> reports;
  for (Eigen::Index i = 0; i < before.size(); ++i) {
    const double contraction = after[i] / before[i];
    reports.push_back({prior.names()[static_cast<std::size_t>(i)], before[i], after[i], contraction,
                       contraction <= threshold});
  }
  return reports;
}

Vector direction_contractions(const Identifiability& found, const Members& prior_members,
                              const Members& posterior) {
  const Roots u = symmetric_roots(member_covariance(prior_members, prior_members));
  const Matrix along =
      (u.inverse * found.directions).transpose() * u.inverse * member_anomalies(posterior);
  return (along.rowwise().squaredNorm() / static_cast<double>(posterior.cols() - 1)).cwiseSqrt();
}

}  // namespace cytotwin
