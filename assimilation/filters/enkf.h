#pragma once

#include "assimilation/filters/observations.h"

namespace cytotwin {

// Analyses that act on all variables alike. Each returns X of shape (members, members), so that
// analysed(E, X) are the members after it: of the state at this time, of parameters in further
// rows, and of any earlier state (an ensemble Kalman smoother). S and d are those of EnsembleSpace,
// N the number of members.

/// Stochastic ensemble Kalman filter: X = I + S^T (S S^T + I)^-1 D/sqrt(N - 1), where D are the
/// members' innovations with recentred perturbations (Burgers, van Leeuwen and Evensen
/// 1998). A member that obeys a limit gets no innovation from it; one that breaks it is drawn to
/// the limit (Shah, El Gharamti and Bertino 2018).
Matrix stochastic_enkf(const EnsembleSpace& space, AnalysisKey key);

/// Takes the mean of the columns from each and scales by sqrt(N/(N - 1)), so that draws keep the
/// variance that they had before their mean was taken.
void recentre_draws(Matrix& draws);

/// The innovations D of stochastic_enkf, shape (present, members).
Matrix perturbed_innovations(const EnsembleSpace& space, AnalysisKey key);

/// Ensemble transform Kalman filter with the symmetric root: X = w 1^T + (I + S^T S)^(-1/2),
/// w = (I + S^T S)^-1 S^T d/sqrt(N - 1) (Hunt, Kostelich and Szunyogh 2007, eqs 20 to 24).
Matrix etkf(const EnsembleSpace& space);

/// Deterministic EnKF: the mean by the Kalman gain, anomalies by half of it (Sakov and Oke 2008,
/// eqs 13 to 15). Not the Kalman filter's covariance: larger by K H P (K H)^T/4.
Matrix denkf(const EnsembleSpace& space);

/// Serial square root filter: observations one by one, with the reduced gain of Whitaker and Hamill
/// 2002, eq. 13, equal for one observation to the adjustment of Anderson 2001.
Matrix serial_esrf(const EnsembleSpace& space);

/// The serial square root filter with increments tapered by distance, observations in random order.
/// @param variables_taper     shape (rows of members, observations), 1 at no distance
/// @param observations_taper  shape (observations, observations)
/// @throws std::invalid_argument if sizes differ
Members localised_serial_esrf(const Members& members, const EnsembleSpace& space,
                              const Matrix& variables_taper, const Matrix& observations_taper,
                              AnalysisKey key);

}  // namespace cytotwin
