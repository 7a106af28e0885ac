#pragma once

#include <cstdint>

namespace cytotwin {

/// P(X > x) for X chi-squared with `freedom` > 0 degrees of freedom; x >= 0.
double chi_squared_above(double x, double freedom);

/// Interval for a proportion, both ends in [0, 1].
struct ProportionInterval {
  double low, high;
};

/// Exact interval of Clopper and Pearson (1934, Biometrika 26:404) for `hits` of `trials`: it
/// covers the true proportion with probability `level` or more.
/// @throws std::invalid_argument if trials < 1, hits > trials or level is outside (0, 1)
ProportionInterval clopper_pearson(std::int64_t hits, std::int64_t trials, double level = .95);

}  // namespace cytotwin
