#include "assimilation/filters/rank_histogram_filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include "assimilation/filters/likelihood_internal.h"

namespace cytotwin {
namespace {

// Phi^-1: the start by Abramowitz and Stegun 1964, eq. 26.2.23, then Newton on Phi.
double normal_quantile(double probability) {
  const double tail = std::min(probability, 1 - probability);
  if (!(tail > 0)) return probability < 0.5 ? -38 : 38;
  const double t = std::sqrt(-2 * std::log(tail));
  double x = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                       (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (int step = 0; step < 3; ++step) {
    const double below = 0.5 * std::erfc(-x * (std::numbers::sqrt2 / 2));
    const double density = std::exp(-0.5 * x * x) / std::sqrt(2 * std::numbers::pi);
    x -= (below - tail) / density;
  }
  return probability < 0.5 ? x : -x;
}

std::vector<Eigen::Index> ascending(const Vector& values) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(values.size()));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
    return values[a] != values[b] ? values[a] < values[b] : a < b;
  });
  return order;
}

// Posterior mass left of the first member, between members, right of the last.
Vector posterior_masses(const Vector& likelihood) {
  const auto size = likelihood.size();
  Vector masses(size + 1);
  masses[0] = likelihood[0];
  masses[size] = likelihood[size - 1];
  for (Eigen::Index i = 1; i < size; ++i) masses[i] = (likelihood[i - 1] + likelihood[i]) / 2;
  return masses / masses.sum();
}

// Positions of equal shares 1/(N + 1) of the posterior, for members in ascending order.
Vector quantiles(const Vector& sorted, const Vector& masses) {
  const auto size = sorted.size();
  const double share = 1 / static_cast<double>(size + 1);
  const double deviation =
      std::sqrt((sorted.array() - sorted.mean()).square().sum() / static_cast<double>(size - 1));
  const double reach = deviation * normal_quantile(share);  // from a tail's mean to its member
  Vector positions(size);
  Eigen::Index bin = 0;
  double before = 0;
  for (Eigen::Index k = 0; k < size; ++k) {
    const double level = share * static_cast<double>(k + 1);
    while (bin < size && before + masses[bin] < level) before += masses[bin++];
    const double part = std::clamp((level - before) / masses[bin], 0.0, 1.0);
    if (bin == 0)
      positions[k] = sorted[0] - reach + deviation * normal_quantile(part * share);
    else if (bin == size)
      positions[k] = sorted[size - 1] + reach - deviation * normal_quantile((1 - part) * share);
    else
      positions[k] = sorted[bin - 1] + part * (sorted[bin] - sorted[bin - 1]);
  }
  return positions;
}

void check_tapers(const Members& members, const EnsembleSpace& space, const Matrix& variables,
                  const Matrix& observations) {
  const bool none = variables.size() == 0 && observations.size() == 0;
  const bool fits = variables.rows() == members.rows() && variables.cols() == observations.cols() &&
                    observations.rows() == observations.cols();
  if (members.cols() != space.members() || !(none || fits))
    throw std::invalid_argument(fmt::format(
        "rank_histogram_filter: {} and {} members, tapers of {} x {} and {} x {} for {} rows",
        members.cols(), space.members(), variables.rows(), variables.cols(), observations.rows(),
        observations.cols(), members.rows()));
}

Vector log_likelihoods(Limit limit, const Vector& innovations) {
  return innovations.unaryExpr([&](double d) { return log_likelihood(limit, d); });
}

}  // namespace

Vector rank_histogram_positions(const Vector& prior, const Vector& log_likelihood) {
  const auto order = ascending(prior);
  const Vector sorted = prior(order), logs = log_likelihood(order);
  const Vector likelihood = (logs.array() - logs.maxCoeff()).exp();
  Vector positions(prior.size());
  positions(order) = quantiles(sorted, posterior_masses(likelihood));
  return positions;
}

Members rank_histogram_filter(const Members& members, const EnsembleSpace& space, AnalysisKey key,
                              const Matrix& variables_taper, const Matrix& observations_taper) {
  check_tapers(members, space, variables_taper, observations_taper);
  Members state = members;
  Matrix predicted = -space.member_innovations();
  for (const auto j : random_order(predicted.rows(), key)) {
    const Vector prior = predicted.row(j).transpose();
    const Vector anomaly = prior.array() - prior.mean();
    const double variance = anomaly.squaredNorm();
    if (variance == 0) continue;
    const Vector logs = log_likelihoods(limit_of(space, j), -prior);
    const Vector increment = rank_histogram_positions(prior, logs) - prior;
    Vector slope = state * anomaly / variance, seen = predicted * anomaly / variance;
    if (variables_taper.size()) {
      const auto component = space.components[static_cast<std::size_t>(j)];
      slope.array() *= variables_taper.col(component).array();
      seen.array() *= observations_taper.col(component)(space.components).array();
    }
    state.noalias() += slope * increment.transpose();
    predicted.noalias() += seen * increment.transpose();
  }
  return state;
}

}  // namespace cytotwin
