#include "assimilation/inversion/unscented.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "assimilation/draws.h"
#include "assimilation/inversion/failures.h"

namespace cytotwin {
namespace {

constexpr double step = .5;

double reach(Eigen::Index n) { return std::min(2., std::sqrt(static_cast<double>(n))); }

// Deviations from the first column, weighted so that products of them are covariances.
Matrix deviations(const Matrix& points) {
  const Eigen::Index n = (points.cols() - 1) / 2;
  return (points.rightCols(2 * n).colwise() - Vector(points.col(0))) / (std::sqrt(2.) * reach(n));
}

Matrix without_failures(Matrix outputs) {
  if (!outputs.col(0).allFinite())
    throw TooFewMembers("unscented inversion: the forward model failed at the mean");
  for (Eigen::Index j = 1; j < outputs.cols(); ++j) {
    if (outputs.col(j).allFinite()) continue;
    const Eigen::Index twin = j % 2 ? j + 1 : j - 1;
    if (!outputs.col(twin).allFinite())
      throw TooFewMembers(
          fmt::format("unscented inversion: the forward model failed on both sides of direction {}",
                      (j - 1) / 2));
    outputs.col(j) = 2 * outputs.col(0) - outputs.col(twin);
  }
  return outputs;
}

}  // namespace

Members sigma_points(const Gaussian& gaussian) {
  const Eigen::Index n = gaussian.mean.size();
  const Eigen::LLT<Matrix> cholesky(gaussian.covariance / (1 - step));
  if (cholesky.info() != Eigen::Success)
    throw std::invalid_argument("sigma_points: the covariance is not positive definite");
  const Matrix root = Matrix(cholesky.matrixL()) * reach(n);
  Members points(n, 2 * n + 1);
  points.col(0) = gaussian.mean;
  for (Eigen::Index i = 0; i < n; ++i) {
    points.col(1 + 2 * i) = gaussian.mean + root.col(i);
    points.col(2 + 2 * i) = gaussian.mean - root.col(i);
  }
  return points;
}

Gaussian gaussian_of_sigma_points(const Members& points) {
  const Matrix d = deviations(points);
  return {points.col(0), (1 - step) * d * d.transpose()};
}

Gaussian unscented_update(const Members& points, const Matrix& outputs, const CalibrationData& data,
                          const Gaussian& prior) {
  if (outputs.cols() != points.cols() || outputs.rows() != data.values.size())
    throw std::invalid_argument(
        fmt::format("unscented_update: outputs are {} x {} for {} values at {} points",
                    outputs.rows(), outputs.cols(), data.values.size(), points.cols()));
  const Matrix complete = without_failures(outputs);
  const Vector mean = points.col(0);
  const auto prior_error = ObservationError::correlated(prior.covariance);
  const Eigen::Index p = data.values.size(), n = mean.size();

  // Data above, prior below, both whitened: the augmented observation has unit error.
  const Matrix x = deviations(points);
  Matrix y(p + n, x.cols());
  y << data.error.whitened(deviations(complete)), prior_error.whitened(x);
  Vector innovation(p + n);
  innovation << data.error.whitened(innovations(data, complete.col(0), Vector::Zero(p))),
      prior_error.whitened(prior.mean - mean);

  const Matrix cross = x * y.transpose();
  Matrix total = y * y.transpose();
  total.diagonal().array() += 1 / step;
  const Eigen::LLT<Matrix> cholesky(total);
  const Matrix covariance = x * x.transpose() - cross * cholesky.solve(cross.transpose());
  return {mean + cross * cholesky.solve(innovation), (covariance + covariance.transpose()) / 2};
}

Members members_of(const Gaussian& gaussian, Eigen::Index members, std::uint64_t seed) {
  const Eigen::Index n = gaussian.mean.size();
  if (members <= n)
    throw std::invalid_argument(fmt::format(
        "members_of: {} members for {} parameters; there must be more members", members, n));
  const Matrix z = member_anomalies(normal_draws(n, members, seed, 0, Purpose::posterior_members));
  const Matrix own =
      Eigen::LLT<Matrix>(z * z.transpose() / static_cast<double>(members - 1)).matrixL().solve(z);
  const Matrix root = Eigen::LLT<Matrix>(gaussian.covariance).matrixL();
  return (root * own).colwise() + gaussian.mean;
}

}  // namespace cytotwin
