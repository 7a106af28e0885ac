#include "twin/lesions/empirical.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "twin/lesions/small_matrix.h"

namespace cytotwin::lesions {
namespace {

// spreads of the three coordinates over all transitions of the data
constexpr double size_spread = 0.45, horizon_spread = 0.5, slope_spread = 0.6;

std::array<double, 3> coordinates(const Transition& t) {
  return {std::log(t.size + 5) / size_spread, std::log(t.horizon) / horizon_spread,
          std::asinh(t.slope / 0.5) / slope_spread};
}

ChangeCoefficients terms(const Transition& t) {
  return {1,
          t.horizon / 10,
          t.slope * t.horizon / 10,
          t.longer_slope * t.horizon / 10,
          t.size * t.horizon / 500,
          (t.size - t.first) / 10};
}

/// Forecasts of all hidden scans: last size + shift of the query + residuals of its neighbours.
template <class Shift>
Forecasts with_residuals(std::span<const Case> cases, std::span<const Transition> transitions,
                         const TransitionIndex& index, const EmpiricalBaselines& learnt,
                         const Workers& workers, const Shift& shift) {
  Forecasts forecasts(cases.size());
  const auto one = [&](const Case& of, std::size_t hidden) {
    const std::size_t fold = fold_of(of.patient);
    const Transition& query = transitions[index.of(of.patient, of.seen - 1, hidden)];
    std::vector<WeightedValue> values;
    for (const std::size_t n : nearest(transitions, learnt.training[fold], query)) {
      const Transition& like = transitions[n];
      const double residual = like.change - shift(fold, like);
      values.push_back({std::max(query.size + shift(fold, query) + residual, 0.0), 1});
    }
    Forecast forecast = forecast_from(std::move(values));
    forecast.point = std::max(query.size + shift(fold, query), 0.0);
    return forecast;
  };
  workers.for_blocks(cases.size(), 8, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) {
      for (const std::size_t hidden : cases[c].hidden)
        forecasts[c].push_back(one(cases[c], hidden));
    }
  });
  return forecasts;
}

}  // namespace

std::vector<std::size_t> training_transitions(std::span<const Transition> transitions,
                                              std::size_t fold) {
  std::vector<std::size_t> training;
  for (std::size_t t = 0; t < transitions.size(); ++t) {
    if (fold_of(transitions[t].patient) != fold) training.push_back(t);
  }
  return training;
}

std::vector<std::size_t> nearest(std::span<const Transition> transitions,
                                 std::span<const std::size_t> training, const Transition& query) {
  const std::array<double, 3> at = coordinates(query);
  std::vector<std::pair<double, std::size_t>> distances;
  distances.reserve(training.size());
  for (const std::size_t t : training) {
    const std::array<double, 3> there = coordinates(transitions[t]);
    double distance = 0;
    for (std::size_t i = 0; i < 3; ++i) distance += (there[i] - at[i]) * (there[i] - at[i]);
    distances.emplace_back(distance, t);
  }
  if (distances.empty())
    throw std::invalid_argument("nearest: a fold leaves no transition of others to learn from");
  const std::size_t count = std::min(nearest_transitions, distances.size());
  std::nth_element(distances.begin(), distances.begin() + static_cast<std::ptrdiff_t>(count) - 1,
                   distances.end());
  distances.resize(count);
  std::sort(distances.begin(), distances.end());
  std::vector<std::size_t> places;
  for (const auto& [distance, t] : distances) places.push_back(t);
  return places;
}

ChangeCoefficients fit_changes(std::span<const Transition> transitions,
                               std::span<const std::size_t> training) {
  constexpr int rounds = 40;
  constexpr double smallest_residual = 0.02;  // [mm], keeps weights finite
  ChangeCoefficients coefficients{};
  for (int round = 0; round < rounds; ++round) {
    SmallMatrix normal(coefficients.size());
    std::vector<double> right(coefficients.size(), 0);
    for (std::size_t i = 0; i < coefficients.size(); ++i) normal(i, i) = 1e-6;
    for (const std::size_t t : training) {
      const ChangeCoefficients x = terms(transitions[t]);
      const double residual = transitions[t].change - change_by(coefficients, transitions[t]);
      const double weight = 1 / std::max(std::abs(residual), smallest_residual);
      for (std::size_t i = 0; i < x.size(); ++i) {
        right[i] += weight * x[i] * transitions[t].change;
        for (std::size_t j = 0; j < x.size(); ++j) normal(i, j) += weight * x[i] * x[j];
      }
    }
    const std::vector<double> next = solve(normal, std::move(right));
    std::copy(next.begin(), next.end(), coefficients.begin());
  }
  return coefficients;
}

double change_by(const ChangeCoefficients& coefficients, const Transition& transition) {
  const ChangeCoefficients x = terms(transition);
  double change = 0;
  for (std::size_t i = 0; i < x.size(); ++i) change += coefficients[i] * x[i];
  return change;
}

EmpiricalBaselines learn_empirical(std::span<const Transition> transitions,
                                   const Workers& workers) {
  EmpiricalBaselines learnt;
  learnt.training.resize(folds);
  learnt.regression.resize(folds);
  workers.for_blocks(folds, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t fold = begin; fold < end; ++fold) {
      learnt.training[fold] = training_transitions(transitions, fold);
      learnt.regression[fold] = fit_changes(transitions, learnt.training[fold]);
    }
  });
  return learnt;
}

Forecasts persistence_with_residuals(std::span<const Case> cases,
                                     std::span<const Transition> transitions,
                                     const TransitionIndex& index, const EmpiricalBaselines& learnt,
                                     const Workers& workers) {
  return with_residuals(cases, transitions, index, learnt, workers,
                        [](std::size_t, const Transition&) { return 0.0; });
}

Forecasts regression_with_residuals(std::span<const Case> cases,
                                    std::span<const Transition> transitions,
                                    const TransitionIndex& index, const EmpiricalBaselines& learnt,
                                    const Workers& workers) {
  return with_residuals(
      cases, transitions, index, learnt, workers,
      [&](std::size_t fold, const Transition& t) { return change_by(learnt.regression[fold], t); });
}

}  // namespace cytotwin::lesions
