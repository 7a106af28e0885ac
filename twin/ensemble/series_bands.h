#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "twin/store/ensemble_store.h"

namespace cytotwin {

/// Quantiles of members over time.
struct SeriesBands {
  std::vector<double> low, lower, middle, upper, high;  ///< 5, 25, 50, 75 and 95 %, one a row
};

/// Of curves, one a member, all of the same length; at least one.
SeriesBands bands_of(const std::vector<std::vector<double>>& curves);

/// Linear between order statistics (type 7 of Hyndman and Fan 1996). @param sorted  ascending
double sorted_quantile(const std::vector<double>& sorted, double share);

/// Of every column under every condition over the members that are done there: a row a time,
/// "condition,minutes,NAME 5 %,NAME 50 %,NAME 95 %,...".
std::string bands_csv(const EnsembleStore& store);

}  // namespace cytotwin
