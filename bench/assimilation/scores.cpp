#include "scores.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace cytotwin::bench {
namespace {

// mean|x - x'|/2 over ordered pairs = sum of x w (W_below - W_above) for sorted members.
double crps_of(const Eigen::Ref<const Vector>& values, const Vector& weights, double truth) {
  std::vector<std::pair<double, double>> sorted;
  for (Eigen::Index j = 0; j < values.size(); ++j) sorted.emplace_back(values[j], weights[j]);
  std::sort(sorted.begin(), sorted.end());
  double below = 0, distance = 0, pairs = 0;
  for (const auto& [value, weight] : sorted) {
    distance += weight * std::abs(value - truth);
    pairs += weight * value * (2 * below + weight - 1);
    below += weight;
  }
  return distance - pairs;
}

}  // namespace

Score scored(const Members& members, const Vector& truth, const Vector& weights, bool with_crps) {
  const auto size = static_cast<double>(members.cols());
  const Vector w = weights.size() ? weights : Vector::Constant(members.cols(), 1 / size);
  const auto state = members.topRows(truth.size());
  const Vector mean = state * w;
  const double unbiased = 1 / (1 - w.squaredNorm());
  const Vector variance = unbiased * ((state.colwise() - mean).array().square().matrix() * w);
  Score score{std::sqrt((mean - truth).squaredNorm() / static_cast<double>(truth.size())),
              std::sqrt(variance.mean()), 0};
  if (with_crps) {
    for (Eigen::Index i = 0; i < truth.size(); ++i)
      score.crps += crps_of(state.row(i).transpose(), w, truth[i]);
    score.crps /= static_cast<double>(truth.size());
  }
  return score;
}

Score gaussian_score(const Vector& mean, const Vector& variances, const Vector& truth) {
  const auto size = static_cast<double>(truth.size());
  Score score{(mean - truth).norm() / std::sqrt(size), std::sqrt(variances.mean()), 0};
  for (Eigen::Index i = 0; i < truth.size(); ++i) {
    const double sd = std::sqrt(variances[i]), z = (truth[i] - mean[i]) / sd;
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    score.crps +=
        sd *
        (z * std::erf(z / std::numbers::sqrt2) + 2 * density - 1 / std::sqrt(std::numbers::pi)) /
        size;
  }
  return score;
}

void MeanScore::add(const Score& score) {
  sum_.rmse += score.rmse;
  sum_.spread += score.spread;
  sum_.crps += score.crps;
  ++count_;
}

Score MeanScore::mean() const {
  return {sum_.rmse / count_, sum_.spread / count_, sum_.crps / count_};
}

}  // namespace cytotwin::bench
