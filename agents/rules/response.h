#pragma once

#include <span>

namespace cytotwin {

/// One signal's part in a response.
struct HillTerm {
  double signal = 0;        ///< counted as 0 where it is negative
  double half_maximum = 1;  ///< > 0
  double power = 4;         ///< > 0
};

/// H = sum (s/h)^n / (1 + sum (s/h)^n) over the terms: of one term the Hill function, of several
/// signals that each can do the whole (PhysiCell 1.14.2, multivariate Hill response). 0 without
/// terms; an infinite signal gives 1.
double hill_response(std::span<const HillTerm> terms);

/// Signals up lead from the base towards the largest value, signals down from there towards the
/// least: u = base + (most - base) up, result u + (least - u) down (PhysiCell 1.14.2).
inline double combine(double base, double most, double up, double least, double down) {
  const double raised = base + (most - base) * up;
  return raised + (least - raised) * down;
}

}  // namespace cytotwin
