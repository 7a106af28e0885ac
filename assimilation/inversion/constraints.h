#pragma once

#include <stdexcept>

#include "assimilation/ensemble.h"

namespace cytotwin {

/// A x <= b, one row a constraint; x in the space of the members it is applied to.
struct LinearConstraints {
  Matrix coefficients;  ///< shape (constraints, parameters)
  Vector limits;        ///< shape (constraints)
};

/// No point satisfies the constraints together.
class InfeasibleConstraints : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Each member moved to the nearest point with A x <= b in the metric of `covariance`: minimises
/// (z - x)^T C^-1 (z - x), so that a correction runs along what the ensemble knows to vary together
/// (Albers et al. 2019, Inverse Problems 35:095007, solve the same problem in the ensemble span).
/// The dual problem in the multipliers is solved by the active-set method of Lawson and Hanson
/// (1974, Solving Least Squares Problems, ch. 23). Satisfied to 1e-10 of max(1, abs(b)).
/// @param covariance  positive semi-definite; directions without variance get 1e-8 of the mean one
/// @throws InfeasibleConstraints naming a constraint that cannot be met
/// @throws std::invalid_argument if shapes differ
Members satisfying(const LinearConstraints& constraints, const Members& members,
                   const Matrix& covariance);

}  // namespace cytotwin
