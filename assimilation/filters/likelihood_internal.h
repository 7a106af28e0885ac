#pragma once

#include <cmath>
#include <numbers>

#include "assimilation/filters/observations.h"

namespace cytotwin {

/// Log likelihood of an observation whose scaled distance value - predicted is `innovation`, up to
/// a constant that members share.
inline double log_likelihood(Limit limit, double innovation) {
  if (limit == Limit::none) return -0.5 * innovation * innovation;
  const double side = limit == Limit::at_most ? innovation : -innovation;
  // Far on the forbidden side erfc has underflowed: the leading term of Phi's expansion.
  if (side < -30)
    return -0.5 * side * side - std::log(-side) - 0.5 * std::log(2 * std::numbers::pi);
  return std::log(0.5 * std::erfc(-side * (std::numbers::sqrt2 / 2)));
}

inline Limit limit_of(const EnsembleSpace& space, Eigen::Index row) {
  return space.limits.empty() ? Limit::none : space.limits[static_cast<std::size_t>(row)];
}

}  // namespace cytotwin
