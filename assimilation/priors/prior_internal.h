#pragma once

#include <span>
#include <string>
#include <vector>

#include "assimilation/priors/prior.h"

namespace cytotwin {

/// Positions of `wanted` in `names`.
/// @throws PriorError with every name that is unknown or wanted twice
std::vector<Eigen::Index> indices_of(std::span<const std::string> wanted,
                                     std::span<const std::string> names);

/// Ones on the diagonal, the stated correlations off it; names must be known.
Matrix correlation_matrix(std::span<const ParameterPrior> parameters,
                          std::span<const PriorCorrelation> correlations);

}  // namespace cytotwin
