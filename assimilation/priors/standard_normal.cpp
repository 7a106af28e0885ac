#include "assimilation/priors/standard_normal.h"

#include <fmt/format.h>

#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

namespace cytotwin {

double standard_normal_cdf(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

double standard_normal_quantile(double p) {
  if (!(p >= 0 && p <= 1))
    throw std::invalid_argument(
        fmt::format("standard_normal_quantile: p = {}; a probability lies in [0, 1]", p));
  if (p == 0) return -std::numeric_limits<double>::infinity();
  if (p == 1) return std::numeric_limits<double>::infinity();
  // erf near the middle: 1 - 2p keeps every digit there, 2p near 1 would lose the sign's symmetry
  if (p > .25 && p < .75) return std::numbers::sqrt2 * boost::math::erf_inv(2 * p - 1);
  return p < .5 ? -std::numbers::sqrt2 * boost::math::erfc_inv(2 * p)
                : std::numbers::sqrt2 * boost::math::erfc_inv(2 * (1 - p));
}

double normal_log_density(double x, double mean, double deviation) {
  const double z = (x - mean) / deviation;
  return -z * z / 2 - std::log(deviation) - std::log(2 * std::numbers::pi) / 2;
}

}  // namespace cytotwin
