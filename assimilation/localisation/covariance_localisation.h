#pragma once

#include "assimilation/filters/observations.h"

namespace cytotwin {

/// What multiplies covariances entry by entry (Houtekamer and Mitchell 2001).
struct CovarianceTaper {
  Matrix variables;     ///< of variables and observations, shape (rows of members, observations)
  Matrix observations;  ///< of observations among themselves; a correlation matrix
};

/// Stochastic EnKF with the tapered gain (C_xy o T_x)(C_yy o T_y + R)^-1.
/// @throws std::invalid_argument if sizes differ or errors of observations are correlated
Members localised_stochastic_enkf(const Members& members, const EnsembleSpace& space,
                                  const CovarianceTaper& taper, AnalysisKey key);

/// Deterministic EnKF with the same gain: all of it for the mean, half of it for anomalies.
Members localised_denkf(const Members& members, const EnsembleSpace& space,
                        const CovarianceTaper& taper);

/// Which correlations of an ensemble of N members are more than its sampling noise.
///
/// Correlations up to `threshold`/sqrt(N) are cut; above, they are tapered by Gaspari and Cohn at
/// the distance (1 - |rho|)/(1 - threshold/sqrt(N)), which is 1 at 0 and 0 at 1 (Luo and Bhakta
/// 2020 give the distance from correlations; 3/sqrt(N) is what sampling leaves of none, 3 times).
/// Observations are not tapered among themselves.
/// @return shape (rows of members, all observations of which `space` holds the present)
CovarianceTaper correlation_taper(const Members& members, const EnsembleSpace& space,
                                  Eigen::Index observations, double threshold = 3);

}  // namespace cytotwin
