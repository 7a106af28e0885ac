#pragma once

#include "assimilation/filters/observations.h"

namespace cytotwin {

/// Members that count by weights which sum to 1.
struct WeightedMembers {
  Members members;  ///< shape (variables, members)
  Vector weights;   ///< shape (members)
};

/// Weights after an observation, by its exact likelihood: Gaussian, or the probability of the
/// allowed side of a limit. Never all 0: the best member keeps its weight however unlikely it is.
/// @throws std::invalid_argument if the number of weights is not that of members
Vector reweighted(const Vector& weights, const EnsembleSpace& space);

/// 1/sum(w^2): how many members of equal weight carry as much (Kong, Liu and Wong 1994).
double effective_members(const Vector& weights);

/// Members drawn by systematic resampling (Kitagawa 1996), weights equal after it; all but the
/// first of the copies of a member are moved by draws from the weighted covariance times
/// `bandwidth` N^(-1/(variables + 4)), all squared (regularised particle filter: Musso, Oudjane and
/// Le Gland 2001).
/// @param bandwidth  >= 0, in standard deviations; 0: copies stay copies
/// @throws std::invalid_argument if sizes differ or bandwidth is below 0
WeightedMembers resampled(const WeightedMembers& particles, double bandwidth, AnalysisKey key);

}  // namespace cytotwin
