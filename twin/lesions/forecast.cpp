#include "twin/lesions/forecast.h"

#include <algorithm>

namespace cytotwin::lesions {

void sort_by_value(std::vector<WeightedValue>& values) {
  std::stable_sort(
      values.begin(), values.end(),
      [](const WeightedValue& a, const WeightedValue& b) { return a.value < b.value; });
}

double weighted_quantile(const std::vector<WeightedValue>& ascending, double share) {
  double total = 0;
  for (const WeightedValue& item : ascending) total += item.weight;
  double sum = 0;
  for (const WeightedValue& item : ascending) {
    sum += item.weight;
    if (sum >= share * total) return item.value;
  }
  return ascending.back().value;
}

Forecast forecast_from(std::vector<WeightedValue> values) {
  sort_by_value(values);
  double total = 0;
  for (const WeightedValue& item : values) total += item.weight;
  Forecast forecast;
  forecast.members.reserve(ensemble_members);
  double sum = 0;
  std::size_t at = 0;
  for (std::size_t m = 0; m < ensemble_members; ++m) {
    const double wanted = total * (static_cast<double>(m) + 0.5) / ensemble_members;
    while (at + 1 < values.size() && sum + values[at].weight < wanted) sum += values[at++].weight;
    forecast.members.push_back(values[at].value);
  }
  constexpr std::size_t middle = ensemble_members / 2;
  forecast.point = (forecast.members[middle - 1] + forecast.members[middle]) / 2;
  return forecast;
}

}  // namespace cytotwin::lesions
