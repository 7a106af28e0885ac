#include "assimilation/inflation/inflation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace cytotwin {
namespace {

void check_rows(Eigen::Index rows, std::span<const Eigen::Index> kept) {
  for (const auto row : kept)
    if (row < 0 || row >= rows)
      throw std::invalid_argument(
          fmt::format("inflation: row {} is to be kept, of {} rows", row, rows));
}

Members scaled_rows(const Members& members, Vector factors,
                    std::span<const Eigen::Index> kept_rows) {
  check_rows(members.rows(), kept_rows);
  for (const auto row : kept_rows) factors[row] = 1;
  const Vector mean = member_mean(members);
  Members result = members.colwise() - mean;
  result.array().colwise() *= factors.array();
  result.colwise() += mean;
  for (const auto row : kept_rows) result.row(row) = members.row(row);
  return result;
}

// The log posterior of the squared inflation has one mode above 1 or falls from there: bisection on
// its slope, which innovations far in the tail leave well behaved.
double posterior_mode(double mean, double deviation, double variance, double squared) {
  const auto slope = [&](double z) {
    const double total = z * variance + 1;
    return 0.5 * variance * (squared / total - 1) / total - (z - mean) / (deviation * deviation);
  };
  if (slope(1) <= 0) return 1;
  double low = 1, high = 2;
  while (slope(high) > 0) high *= 2;
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (slope(middle) > 0 ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

Members inflated(const Members& members, double factor, std::span<const Eigen::Index> kept_rows) {
  if (!(factor > 0) || !std::isfinite(factor))
    throw std::invalid_argument(fmt::format("inflated: factor is {}; it must be > 0", factor));
  return scaled_rows(members, Vector::Constant(members.rows(), factor), kept_rows);
}

Members relaxed_to_prior_spread(const Members& analysed, const Members& forecast, double relaxation,
                                std::span<const Eigen::Index> kept_rows) {
  if (analysed.rows() != forecast.rows() || analysed.cols() != forecast.cols() ||
      !std::isfinite(relaxation))
    throw std::invalid_argument(fmt::format(
        "relaxed_to_prior_spread: {} x {} analysed, {} x {} before; relaxation {}", analysed.rows(),
        analysed.cols(), forecast.rows(), forecast.cols(), relaxation));
  const Vector after = member_anomalies(analysed).rowwise().norm();
  const Vector before = member_anomalies(forecast).rowwise().norm();
  Vector factors = Vector::Ones(after.size());
  for (Eigen::Index i = 0; i < after.size(); ++i)
    if (after[i] > 0) factors[i] += relaxation * (before[i] - after[i]) / after[i];
  return scaled_rows(analysed, factors, kept_rows);
}

AdaptiveInflation updated(const AdaptiveInflation& belief, const EnsembleSpace& space) {
  AdaptiveInflation next = belief;
  next.mean = 1 + belief.damping * (belief.mean - 1);
  const Vector variance = space.anomalies.rowwise().squaredNorm();
  for (Eigen::Index i = 0; i < variance.size(); ++i) {
    if (!space.limits.empty() && space.limits[static_cast<std::size_t>(i)] != Limit::none) continue;
    next.mean = posterior_mode(next.mean, belief.deviation, variance[i],
                               space.innovation[i] * space.innovation[i]);
  }
  return next;
}

}  // namespace cytotwin
