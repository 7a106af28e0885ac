#include "twin/personalise/predictive.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "assimilation/diagnostics/scores.h"

namespace cytotwin {

namespace {

double normal_cdf(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }
double normal_density(double z) { return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi); }

// Mean of |X| for X ~ N(mean, deviation^2).
double mean_distance(double mean, double deviation) {
  if (deviation == 0) return std::abs(mean);
  const double z = mean / deviation;
  return 2 * deviation * normal_density(z) + mean * (2 * normal_cdf(z) - 1);
}

}  // namespace

double predictive_cdf(const Predictive& predictive, double value) {
  double sum = 0;
  for (const double output : predictive.outputs) {
    if (predictive.error > 0)
      sum += normal_cdf((value - output) / predictive.error);
    else
      sum += value >= output ? 1 : 0;
  }
  return sum / static_cast<double>(predictive.outputs.size());
}

double predictive_quantile(const Predictive& predictive, double share) {
  const auto [least, most] =
      std::minmax_element(predictive.outputs.begin(), predictive.outputs.end());
  const double reach = 9 * predictive.error;
  double low = *least - reach, high = *most + reach;
  const double fine = 1e-10 * (high - low);
  while (high - low > fine) {
    const double middle = low + (high - low) / 2;
    if (middle == low || middle == high) break;
    (predictive_cdf(predictive, middle) < share ? low : high) = middle;
  }
  return low + (high - low) / 2;
}

double predictive_crps(const Predictive& predictive, double value) {
  const auto n = static_cast<double>(predictive.outputs.size());
  double near = 0, apart = 0;
  for (const double output : predictive.outputs) {
    near += mean_distance(value - output, predictive.error);
    for (const double other : predictive.outputs)
      apart += mean_distance(output - other, predictive.error * std::numbers::sqrt2);
  }
  return near / n - apart / (2 * n * n);
}

PointScores score(const std::vector<ObservedPoint>& points,
                  const std::vector<std::vector<double>>& outputs) {
  PointScores scores;
  double squares = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i].censored || outputs[i].empty()) continue;
    const Predictive predictive{outputs[i], points[i].error};
    const double value = points[i].value;
    const double low = predictive_quantile(predictive, 0.05);
    const double high = predictive_quantile(predictive, 0.95);
    ++scores.points;
    squares += std::pow(predictive_quantile(predictive, 0.5) - value, 2);
    scores.crps += predictive_crps(predictive, value);
    scores.coverage += value >= low && value <= high ? 1 : 0;
    scores.interval += interval_score(low, high, value, 0.9);
    scores.pit.push_back(predictive_cdf(predictive, value));
  }
  if (scores.points == 0) return scores;
  const auto n = static_cast<double>(scores.points);
  scores.rmse = std::sqrt(squares / n);
  scores.crps /= n;
  scores.coverage /= n;
  scores.interval /= n;
  return scores;
}

std::vector<std::vector<double>> outputs_by_point(const EnsembleStore& store, const Study& study,
                                                  const std::vector<ObservedPoint>& points) {
  std::vector<std::vector<double>> outputs(points.size());
  for (std::size_t m = 0; m < store.header().members(); ++m) {
    for (std::size_t c = 0; c < study.conditions.size(); ++c) {
      if (store.status(m, c) != MemberStatus::done) continue;
      const std::vector<double> series = store.series(m, c);
      const auto& comparisons = study.scenarios[c].scenario.comparisons;
      for (std::size_t i = 0; i < points.size(); ++i) {
        if (points[i].condition == c)
          outputs[i].push_back(predicted(points[i], comparisons[points[i].comparison],
                                         store.header().shape, series));
      }
    }
  }
  return outputs;
}

}  // namespace cytotwin
