#pragma once

#include "assimilation/ensemble.h"
#include "assimilation/inversion/calibration_data.h"
#include "assimilation/priors/prior.h"

namespace cytotwin {

// Unscented Kalman inversion: a Gaussian is carried in place of an ensemble. Each iteration widens
// its covariance to C/(1 - s), s = 1/2, and meets data and prior with errors R/s and C0/s; for a
// linear model the exact posterior is the only fixed point, approached as (1 - s)^n (Huang,
// Schneider, Stuart 2022, J. Comput. Phys. 463:111262; Huang, Huang, Reich, Stuart 2022, Inverse
// Problems 38:125006). No random numbers.

/// Sigma points of the widened Gaussian: the mean, then mean +- c L e_i in pairs, L the lower
/// Cholesky factor and c = min(2, sqrt(n)) for n parameters; shape (n, 2 n + 1).
/// @throws std::invalid_argument if the covariance is not positive definite
Members sigma_points(const Gaussian& gaussian);

/// The Gaussian whose sigma points these are.
Gaussian gaussian_of_sigma_points(const Members& points);

/// One iteration.
/// @param outputs  at the sigma points, shape (observations, 2 n + 1), without missing
/// observations;
///   where one of a pair failed (not finite), it is taken to mirror the other at the mean's output
/// @throws TooFewMembers if the mean or both of a pair failed
Gaussian unscented_update(const Members& points, const Matrix& outputs, const CalibrationData& data,
                          const Gaussian& prior);

/// Members with exactly this mean and covariance (divided by members - 1), for members > size.
/// @throws std::invalid_argument if there are not more members than parameters
Members members_of(const Gaussian& gaussian, Eigen::Index members, std::uint64_t seed);

}  // namespace cytotwin
