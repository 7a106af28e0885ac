#include "twin/lesions/belief.h"

#include <algorithm>
#include <cmath>

#include "twin/lesions/baselines.h"

namespace cytotwin::lesions {
namespace {

constexpr double negligible_weight = 1e-6;
constexpr int population_rounds = 6;  // more trade growth for resistance without a better forecast

std::vector<const Patient*> outside(std::span<const Patient> patients, std::size_t fold) {
  std::vector<const Patient*> list;
  for (std::size_t p = 0; p < patients.size(); ++p) {
    if (fold_of(p) != fold) list.push_back(&patients[p]);
  }
  return list;
}

Belief belief_of(std::vector<WeightedValue> changes) {
  double weight = 0, mean = 0, square = 0;
  for (const WeightedValue& change : changes) weight += change.weight;
  for (const WeightedValue& change : changes) mean += change.weight * change.value / weight;
  for (const WeightedValue& change : changes)
    square += change.weight * (change.value - mean) * (change.value - mean) / weight;
  sort_by_value(changes);
  return {weighted_quantile(changes, 0.5), weighted_quantile(changes, 0.9), std::sqrt(square)};
}

}  // namespace

FoldModel::FoldModel(std::span<const Patient> patients, std::size_t fold, const BankDraws& draws,
                     std::size_t weeks, const Workers& workers)
    : fold_(fold),
      draws_(draws),
      population_(
          learn_population(outside(patients, fold), draws, weeks, population_rounds, workers)) {
  for (std::size_t therapy = 0; therapy < 2; ++therapy)
    banks_.emplace_back(population_, therapy, draws, weeks, workers);
}

std::vector<Belief> FoldModel::beliefs(std::span<const Patient> patients,
                                       std::span<const Transition> transitions,
                                       const TransitionIndex& index, const Workers& workers) const {
  std::vector<Belief> beliefs(transitions.size());
  const auto of_scan = [&](const std::vector<double>& diameters, std::size_t p, std::size_t from) {
    const std::size_t members = draws_.first_scan.size(), scans = patients[p].scans.size();
    const auto weights = posterior_weights(patients[p], diameters, members, from);
    for (std::size_t to = from + 1; to < scans; ++to) {
      std::vector<WeightedValue> changes;
      for (std::size_t m = 0; m < members; ++m) {
        if (weights[m] < negligible_weight) continue;
        changes.push_back(
            {diameters[to * members + m] - diameters[from * members + m], weights[m]});
      }
      beliefs[index.of(p, from, to)] = belief_of(std::move(changes));
    }
  };
  workers.for_blocks(patients.size(), 4, [&](std::size_t begin, std::size_t end) {
    for (std::size_t p = begin; p < end; ++p) {
      const std::size_t scans = patients[p].scans.size();
      if (scans < 3) continue;
      const auto diameters = bank_of(patients[p]).diameters(patients[p], draws_.first_scan);
      for (std::size_t from = 1; from + 1 < scans; ++from) of_scan(diameters, p, from);
    }
  });
  return beliefs;
}

Forecasts FoldModel::forecasts(std::span<const Patient> patients, std::span<const Case> cases,
                               const Workers& workers) const {
  Forecasts forecasts(cases.size());
  const auto of_case = [&](const Case& of) {
    const Patient& patient = patients[of.patient];
    const std::size_t members = draws_.first_scan.size();
    const auto diameters = bank_of(patient).diameters(patient, draws_.first_scan);
    const auto weights = posterior_weights(patient, diameters, members, of.seen - 1);
    std::vector<Forecast> list;
    for (const std::size_t h : of.hidden) {
      std::vector<WeightedValue> values;
      for (std::size_t m = 0; m < members; ++m) {
        const double mm = std::min(diameters[h * members + m], largest_forecast);
        const double measured = mm + draws_.measurement[m] * measurement_error(mm);
        values.push_back({std::max(measured, 0.0), weights[m]});
      }
      list.push_back(forecast_from(std::move(values)));
    }
    return list;
  };
  workers.for_blocks(cases.size(), 4, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) {
      if (fold_of(cases[c].patient) == fold_) forecasts[c] = of_case(cases[c]);
    }
  });
  return forecasts;
}

std::size_t weeks_needed(std::span<const Patient> patients) {
  double latest = 1;
  for (const Patient& patient : patients) {
    if (!patient.scans.empty()) latest = std::max(latest, patient.scans.back().week);
  }
  return static_cast<std::size_t>(std::ceil(latest)) + 1;
}

}  // namespace cytotwin::lesions
