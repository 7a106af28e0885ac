#pragma once

#include <vector>

#include "assimilation/ensemble.h"
#include "assimilation/inversion/calibration_data.h"

namespace cytotwin {

// One Kalman step of an ensemble towards data whose error variance is multiplied by alpha. With A
// and Y the anomalies of parameters and whitened outputs over sqrt(members - 1), Y = U S V^T, both
// use the gain A V S (S^2 + alpha)^-1 U^T, so that more observations than members cost nothing
// extra. Shapes: parameters (parameters, members), outputs (observations, members), no gaps.

/// Which observations move a parameter; empty: every one moves all. One list a parameter.
using LocalObservations = std::vector<std::vector<Eigen::Index>>;

/// Stochastic step of ES-MDA (Emerick and Reynolds 2013, Comput. Geosci. 55:3) and EKI: each
/// member meets data perturbed by sqrt(alpha) R^(1/2) z. Perturbations are shifted to mean zero and
/// rescaled by sqrt(members/(members - 1)), so the mean is moved without noise of its own.
/// @param draws  standard normal, shape of outputs
Members stochastic_update(const Members& parameters, const Matrix& outputs,
                          const CalibrationData& data, double alpha, const Matrix& draws,
                          const LocalObservations& local = {});

/// Deterministic step of ETKI: the mean moves by the gain, anomalies are multiplied by the
/// symmetric (I + Y^T Y/alpha)^(-1/2) (Bishop, Etherton, Majumdar 2001; Huang et al. 2022, J.
/// Comput. Phys. 38:125006). Exact for linear models. A censored component the mean output
/// satisfies is left out.
Members transform_update(const Members& parameters, const Matrix& outputs,
                         const CalibrationData& data, double alpha,
                         const LocalObservations& local = {});

/// Pairs worth keeping where members are few: those with abs(sample correlation) > 3/sqrt(members),
/// three standard errors of the correlation of independent numbers (the rule in ERT after Luo and
/// Bhakta 2020, J. Pet. Sci. Eng. 184:106559). A parameter with no such observation is not moved.
LocalObservations correlated_observations(const Members& parameters, const Matrix& outputs);

}  // namespace cytotwin
