#include "assimilation/diagnostics/scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "assimilation/priors/standard_normal.h"

namespace cytotwin {
namespace {

std::vector<double> sorted(std::span<const double> members, std::size_t least, const char* where) {
  if (members.size() < least)
    throw std::invalid_argument(
        fmt::format("{}: {} members; {} or more are needed", where, members.size(), least));
  std::vector<double> x(members.begin(), members.end());
  std::sort(x.begin(), x.end());
  return x;
}

struct Distances {
  double to_truth = 0;  // sum of |x - y|
  double between = 0;   // sum of |x - x'| over ordered pairs
};

// Over sorted members the k-th, counted from 0, is subtracted N - 1 - k times and added k times.
Distances distances(const std::vector<double>& x, double truth) {
  Distances d;
  const auto n = static_cast<double>(x.size());
  for (std::size_t k = 0; k < x.size(); ++k) {
    d.to_truth += std::abs(x[k] - truth);
    d.between += 2 * (2 * static_cast<double>(k) + 1 - n) * x[k];
  }
  return d;
}

double order_statistic(const std::vector<double>& x, double p) {
  const auto n = static_cast<double>(x.size());
  const double place = std::clamp(p * (n + 1) - 1, 0., n - 1);
  const auto below = std::min(static_cast<std::size_t>(place), x.size() - 1);
  const auto above = std::min(below + 1, x.size() - 1);
  return x[below] + (place - static_cast<double>(below)) * (x[above] - x[below]);
}

}  // namespace

double crps(std::span<const double> members, double truth) {
  const auto n = static_cast<double>(members.size());
  const Distances d = distances(sorted(members, 1, "crps"), truth);
  return d.to_truth / n - d.between / (2 * n * n);
}

double fair_crps(std::span<const double> members, double truth) {
  const auto n = static_cast<double>(members.size());
  const Distances d = distances(sorted(members, 2, "fair_crps"), truth);
  return d.to_truth / n - d.between / (2 * n * (n - 1));
}

double log_score(std::span<const double> members, double truth) {
  if (members.size() < 2)
    throw std::invalid_argument(
        fmt::format("log_score: {} members; 2 or more are needed", members.size()));
  const Eigen::Map<const Vector> x(members.data(), static_cast<Eigen::Index>(members.size()));
  const double variance = (x.array() - x.mean()).square().sum() / static_cast<double>(x.size() - 1);
  return -normal_log_density(truth, x.mean(), std::sqrt(variance));
}

double interval_score(double low, double high, double truth, double level) {
  const double outside = std::max({0., low - truth, truth - high});
  return high - low + 2 / (1 - level) * outside;
}

CentralInterval central_interval(std::span<const double> members, double level) {
  const auto x = sorted(members, 1, "central_interval");
  return {order_statistic(x, (1 - level) / 2), order_statistic(x, (1 + level) / 2)};
}

}  // namespace cytotwin
