#pragma once

#include <span>
#include <vector>

#include "assimilation/ensemble.h"

namespace cytotwin {

/// Checks the coefficients of ES-MDA: each > 0 and sum of 1/alpha = 1 within 1e-3, as published
/// triples are rounded. Then the steps together use the data once.
/// @throws std::invalid_argument with the sum and the factor that would repair it
void check_alphas(std::span<const double> alphas);

/// `steps` coefficients that fall by `ratio` from one to the next (0 < ratio <= 1; 1: all equal to
/// `steps`), scaled to sum of 1/alpha = 1: early steps, where the model is least linear, are short.
/// @throws std::invalid_argument if steps < 1 or ratio is outside (0, 1]
std::vector<double> geometric_alphas(int steps, double ratio);

/// Length of the next step 1/alpha by the data-misfit controller (Iglesias and Yang 2021, Inverse
/// Problems 37:025008): min(max(M/(2 mean), sqrt(M/(2 variance))), remaining) for the
/// misfits of the members, M observations. With remaining = 1 - the steps before, all sum to 1.
double misfit_controlled_step(const Vector& misfits, Eigen::Index observations, double remaining);

}  // namespace cytotwin
