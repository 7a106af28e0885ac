#include "assimilation/diagnostics/innovation_checks.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace cytotwin {

Vector whitened_innovation(const Vector& innovation, const Matrix& covariance) {
  const Eigen::LLT<Matrix> cholesky(covariance);
  if (cholesky.info() != Eigen::Success)
    throw std::invalid_argument(
        fmt::format("whitened_innovation: the {} x {} covariance is not positive definite",
                    covariance.rows(), covariance.cols()));
  return cholesky.matrixL().solve(innovation);
}

Check innovation_size(std::span<const Vector> whitened) {
  double squares = 0, count = 0;
  for (const auto& d : whitened) {
    squares += d.squaredNorm();
    count += static_cast<double>(d.size());
  }
  const double room = 2 * std::sqrt(2 / count);
  return checked("normalised innovation squared", squares / count, 1 - room, 1 + room);
}

Check innovation_whiteness(const Vector& series, Eigen::Index lag) {
  const Eigen::Index n = series.size();
  if (lag < 1 || n <= lag)
    throw std::invalid_argument(
        fmt::format("innovation_whiteness: lag {} of {} cycles; there must be more", lag, n));
  const Vector d = series.array() - series.mean();
  const double correlation = d.head(n - lag).dot(d.tail(n - lag)) / d.squaredNorm();
  const double room = 2 / std::sqrt(static_cast<double>(n));
  return checked(fmt::format("innovation autocorrelation at lag {}", lag), correlation, -room,
                 room);
}

ConsistencyOfErrors desroziers(const Matrix& forecast, const Matrix& analysis,
                               const Matrix& error_covariance, const Matrix& observed_spread) {
  const double cycles = static_cast<double>(forecast.cols());
  const double error = forecast.cwiseProduct(analysis).sum() / cycles;
  const double spread = forecast.cwiseProduct(forecast - analysis).sum() / cycles;
  return {checked("Desroziers ratio of R", error / error_covariance.trace(), .8, 1.25),
          checked("Desroziers ratio of HPH'", spread / observed_spread.trace(), .8, 1.25)};
}

std::optional<Eigen::Index> divergence_start(const Vector& error, const Vector& spread,
                                             double ratio, Eigen::Index patience) {
  Eigen::Index in_a_row = 0;
  for (Eigen::Index k = 0; k < error.size(); ++k) {
    in_a_row = error[k] <= ratio * spread[k] ? 0 : in_a_row + 1;  // not a number counts as lost
    if (in_a_row == patience) return k - patience + 1;
  }
  return std::nullopt;
}

Check information_taken(const Matrix& whitened_outputs) {
  const double ranks = static_cast<double>(whitened_outputs.cols() - 1);
  const Vector s = Eigen::BDCSVD<Matrix>(member_anomalies(whitened_outputs)).singularValues();
  const Vector squares = s.array().square() / ranks;
  const double taken = (squares.array() / (1 + squares.array())).sum();
  return checked("information taken over ensemble rank", taken / ranks, 0, .5);
}

Check effective_share(const Vector& weights) {
  const double sum = weights.sum();
  const double effective = sum * sum / weights.squaredNorm();
  return checked("effective share of members", effective / static_cast<double>(weights.size()), .1,
                 1);
}

Check final_misfit(double reduced_misfit, Eigen::Index observations) {
  const double room = 2 * std::sqrt(2 / static_cast<double>(observations));
  return checked("reduced misfit", reduced_misfit, std::max(.5, 1 - room), 1 + room);
}

}  // namespace cytotwin
