#pragma once

#include "assimilation/filters/gram.h"
#include "assimilation/filters/observations.h"

namespace cytotwin {

/// Belief on how wrong the spread of a forecast of N members is, of the finite-size filter.
///
/// The prior of the squared inflation z of anomalies costs e/z + c ln z, in units of N - 1.
struct SpreadBelief {
  double e, c;

  /// e = (N + 1)/N, c = N/(N - 1) with the correction of the mode by Bocquet, Raanes and Hannart
  /// 2015, eq. 36; both times `certainty` (1: ignorance; 2 and more: little inflation where models
  /// are perfect).
  /// @param gram  of the anomalies of predicted observations
  /// @throws std::invalid_argument if certainty is not > 0
  SpreadBelief(const Vector& gram_values, Eigen::Index members, double certainty);
};

struct FiniteSizeAnalysis {
  Matrix transform;  ///< shape (members, members), columns sum to 1
  double inflation;  ///< by which prior anomalies were multiplied before the update
};

/// Finite-size ETKF in its dual form: the inflation that minimises
/// d^T (z S S^T + I)^-1 d/(N - 1) + e/z + c ln z, then the ETKF of the inflated ensemble
/// (Bocquet 2011; Bocquet and Sakov 2012; Bocquet, Raanes and Hannart 2015).
FiniteSizeAnalysis enkf_n(const EnsembleSpace& space, double certainty = 1);

}  // namespace cytotwin
