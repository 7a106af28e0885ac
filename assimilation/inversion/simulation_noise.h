#pragma once

#include "assimilation/ensemble.h"
#include "assimilation/observation_error.h"

namespace cytotwin {

/// Covariance of the outputs of a stochastic model run again and again at one point with free
/// random streams, about their mean.
/// @param replicates  shape (observations, replicates); 20 or more, as fewer leave the variances
///   uncertain by a third
/// @throws std::invalid_argument with the number of replicates
Matrix simulation_covariance(const Matrix& replicates);

/// R + C/runs: measurements plus what is left of the model's own noise when outputs are means of
/// `runs` runs. Without it an inversion fits the noise.
/// @throws std::invalid_argument if runs < 1 or shapes differ
ObservationError with_simulation_noise(const ObservationError& error, const Matrix& simulation,
                                       int runs);

}  // namespace cytotwin
