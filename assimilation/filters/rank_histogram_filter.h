#pragma once

#include "assimilation/filters/observations.h"

namespace cytotwin {

/// Rank histogram filter (Anderson 2010): each observed variable gets the quantiles of a density
/// that is uniform between members, has Gaussian tails beyond them, and is multiplied by the
/// likelihood; increments are regressed on everything else, one observation after the other in a
/// random order. Between members the likelihood is the mean of its two ends, in a tail that of the
/// outermost member, so limits are exact to that resolution.
/// @param variables_taper     empty, or shape (rows of members, observations)
/// @param observations_taper  empty, or shape (observations, observations)
/// @throws std::invalid_argument if sizes differ
Members rank_histogram_filter(const Members& members, const EnsembleSpace& space, AnalysisKey key,
                              const Matrix& variables_taper = {},
                              const Matrix& observations_taper = {});

/// Where members of one observed variable go.
/// @param prior           positions of the members
/// @param log_likelihood  at each of them, up to a constant
/// @return the new positions; ranks stay
Vector rank_histogram_positions(const Vector& prior, const Vector& log_likelihood);

}  // namespace cytotwin
