#pragma once

namespace cytotwin {

/// P(Z <= z) of a standard normal Z; relative accuracy kept in the lower tail down to 1e-300.
double standard_normal_cdf(double z);

/// The z with P(Z <= z) = p; -inf at 0, +inf at 1, accurate to a few units in the last place.
/// @throws std::invalid_argument if p is outside [0, 1]
double standard_normal_quantile(double p);

/// ln of the density of N(mean, deviation^2) at x; deviation > 0.
double normal_log_density(double x, double mean, double deviation);

}  // namespace cytotwin
