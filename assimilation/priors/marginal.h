#pragma once

#include "assimilation/priors/forms.h"

namespace cytotwin {

/// Bijection between a parameter x of a form's domain and an unbounded u. It keeps of the form only
/// what the map needs: a Gaussian of u other than the form's own describes what is known later.
///
/// normal u = x; lognormal u = ln x; logit u = ln((x-low)/(high-x)); uniform and truncated normal
/// u = probit(F(x)); softplus u = ln(e^x - 1). constrained() never leaves the open domain: an
/// extreme u gives the nearest number inside.
class Bijection {
 public:
  explicit Bijection(const PriorForm& form) : form_(form) {}

  double constrained(double u) const;  ///< x of u

  /// u of x.
  /// @throws std::invalid_argument with value and domain if x is not inside the domain
  double transformed(double x) const;

  const PriorForm& form() const { return form_; }

 private:
  PriorForm form_;
};

/// Distribution of one parameter: u = map.transformed(x) ~ N(mean, deviation^2).
struct Marginal {
  Bijection map;
  double mean, deviation;  ///< of u
};

/// The distribution a form states; the form must have no problems.
Marginal marginal_of(const PriorForm& form);

double marginal_cdf(const Marginal& marginal, double x);          ///< 0 or 1 outside the domain
double marginal_quantile(const Marginal& marginal, double p);     ///< p in (0, 1)
double marginal_log_density(const Marginal& marginal, double x);  ///< of x; -inf outside

/// Mean and standard deviation of x: closed forms where there are, else the trapezoidal rule over
/// u, which converges exponentially for these maps (Trefethen and Weideman 2014, SIAM Rev. 56:385).
struct Moments {
  double mean, deviation;
};
Moments marginal_moments(const Marginal& marginal);

}  // namespace cytotwin
