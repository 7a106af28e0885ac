#pragma once

#include <string>
#include <vector>

#include "assimilation/filters/normals.h"

namespace cytotwin::bench {

/// A model with known truth: its state, steps of Runge-Kutta 4, and how it starts.
struct Model {
  enum class Kind { lorenz63, lorenz96, linear } kind = Kind::lorenz96;
  Eigen::Index variables = 40;
  double step_length = 0.05;  ///< [model time]
  double forcing = 8;         ///< Lorenz 96, of the truth
  bool own_forcing = false;   ///< members carry a forcing of their own in a further row

  Eigen::Index rows() const { return variables + (own_forcing ? 1 : 0); }

  /// Moves each member by `steps` steps, in place. Lorenz 1963 with sigma 10, rho 28, beta 8/3;
  /// Lorenz 1996; or advection by one node a step.
  void advance(Members& members, int steps) const;

  /// Additions and multiplications of one step of one member.
  double operations() const;

  /// Members at time 0, without a forcing row: Lorenz 63 N((1.509, -1.531, 25.46), 2 I), Lorenz 96
  /// N(e_1, 0.001 I), advection a sum of 5 random waves of unit variance.
  Members start(Eigen::Index members, AnalysisKey key, Purpose purpose) const;
};

}  // namespace cytotwin::bench
