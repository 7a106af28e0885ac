#pragma once

#include <cstddef>
#include <vector>

namespace cytotwin::lesions {

/// What is said about one hidden scan.
struct Forecast {
  double point = 0;             ///< [mm], judged by its absolute error
  std::vector<double> members;  ///< [mm], ascending, of equal weight; empty: the point is certain
};

/// shape (cases, hidden scans of the case)
using Forecasts = std::vector<std::vector<Forecast>>;

/// Members of every ensemble forecast.
inline constexpr std::size_t ensemble_members = 200;

struct WeightedValue {
  double value = 0, weight = 0;  ///< weight >= 0, of any sum > 0
};

/// `ensemble_members` values at the middles of equal shares of the weight; the point is their
/// median.
Forecast forecast_from(std::vector<WeightedValue> values);

/// The value below which `share` of the weight lies.
/// @param ascending  by value
double weighted_quantile(const std::vector<WeightedValue>& ascending, double share);

void sort_by_value(std::vector<WeightedValue>& values);

}  // namespace cytotwin::lesions
