#include "assimilation/filters/enkf_n.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace cytotwin {
namespace {

// The dual cost as a function of t = ln z: its slope and curvature.
struct DualCost {
  const Vector& variance;  // eigenvalues of S S^T
  const Vector& misfit;    // squared components of d along its eigenvectors, over N - 1
  const SpreadBelief& belief;

  double slope(double z) const {
    const auto v = z * variance.array();
    return belief.c - belief.e / z - (misfit.array() * v / (1 + v).square()).sum();
  }
  double curvature(double z) const {
    const auto v = z * variance.array();
    return belief.e / z - (misfit.array() * v * (1 - v) / (1 + v).cube()).sum();
  }
};

// Newton in ln z from z = 1, kept within the bracket that the signs of the slope allow.
double squared_inflation(const DualCost& cost) {
  double low = -1, high = 1;
  while (cost.slope(std::exp(low)) > 0) low *= 2;
  while (cost.slope(std::exp(high)) < 0) high *= 2;
  double t = 0;
  for (int iteration = 0; iteration < 100; ++iteration) {
    const double z = std::exp(t), slope = cost.slope(z), curvature = cost.curvature(z);
    (slope > 0 ? high : low) = t;
    double next = curvature > 0 ? t - slope / curvature : low - 1;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (std::abs(next - t) < 1e-13) return std::exp(next);
    t = next;
  }
  return std::exp(t);
}

}  // namespace

SpreadBelief::SpreadBelief(const Vector& gram_values, Eigen::Index members, double certainty) {
  if (!(certainty > 0) || !std::isfinite(certainty))
    throw std::invalid_argument(
        fmt::format("SpreadBelief: certainty is {}; it must be > 0", certainty));
  const auto n = static_cast<double>(members);
  const double unseen = n - static_cast<double>(gram_values.size());
  const double prior_share = ((1 + gram_values.array()).inverse().sum() + unseen) / n;
  const double mode = (n + 1) / n * (n - 1) / n;
  const double correction = std::sqrt(std::pow(mode, prior_share));
  e = (n + 1) / n / correction * certainty;
  c = n / (n - 1) * correction * certainty;
}

FiniteSizeAnalysis enkf_n(const EnsembleSpace& space, double certainty) {
  if (!space.limits.empty()) return enkf_n(space.without_obeyed_limits(), certainty);
  const auto n = static_cast<double>(space.members());
  const GramSpectrum gram(space.anomalies);
  const SpreadBelief belief(gram.values(), space.members(), certainty);
  const Vector projected =
      gram.vectors().transpose() * (space.anomalies.transpose() * space.innovation);
  const Vector misfit = projected.array().square() / gram.values().array() / (n - 1);
  const double z = squared_inflation({gram.values(), misfit, belief}), l = std::sqrt(z);
  const Vector weights =
      gram.vectors() * (z * projected.array() / (1 + z * gram.values().array())).matrix();
  Matrix transform = gram.function(l, [&](double value) { return l / std::sqrt(1 + z * value); });
  transform.array() += (1 - l) / n;  // the mean is not inflated
  transform.colwise() += weights / std::sqrt(n - 1);
  return {std::move(transform), l};
}

}  // namespace cytotwin
