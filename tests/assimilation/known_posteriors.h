#pragma once

#include <Eigen/LU>
#include <cmath>

#include "assimilation/inversion/invert.h"

namespace cytotwin {

/// A linear model whose posterior is known in closed form: y = A u + b + N(0, R).
struct LinearCase {
  Matrix a{{1, .5}, {.3, -1}, {2, 1}};
  Vector b{{.1, 0, -.2}};
  Matrix r{{.2, .05, 0}, {.05, .3, 0}, {0, 0, .5}};
  Vector y{{1.2, -.8, 1.5}};
  Prior prior = Prior({{"u1", NormalForm{.5, 1}}, {"u2", NormalForm{-.5, std::sqrt(2.)}}},
                      {{"u1", "u2", .3 / std::sqrt(2.)}});

  CalibrationData data() const { return {y, ObservationError::correlated(r), {}}; }
  Matrix outputs(const Members& u) const { return (a * u).colwise() + b; }
  EnsembleMap forward() const {
    return [*this](const Members& u, int) { return outputs(u); };
  }
  Vector posterior_mean() const { return Vector{{.54952019, .81193360}}; }
  Matrix posterior_covariance() const {
    return Matrix{{.10600275, -.07970276}, {-.07970276, .18224115}};
  }
};

/// Logistic growth seen four times, V(t) = K/(1 + (K/.1 - 1) exp(-r t)), u = (ln r, ln K).
struct TumourCase {
  Vector times, y;
  Prior prior = Prior({{"r", LognormalForm{.3, .5}}, {"K", LognormalForm{3, .5}}});

  static TumourCase late() {
    return {Vector{{5, 10, 15, 20}}, Vector{{-.5298022, .29452729, .67712628, .76679362}}};
  }
  static TumourCase early() {
    return {Vector{{1, 2, 3, 4}}, Vector{{-1.87687883, -1.66205804, -1.1823412, -.80294775}}};
  }

  static double volume(double r, double k, double t) {
    return k / (1 + (k / .1 - 1) * std::exp(-r * t));
  }
  CalibrationData data() const {
    return {y, ObservationError::uncorrelated(Vector::Constant(4, .1)), {}};
  }
  EnsembleMap forward() const {
    return [t = times](const Members& x, int) {
      Matrix outputs(t.size(), x.cols());
      for (Eigen::Index j = 0; j < x.cols(); ++j)
        for (Eigen::Index i = 0; i < t.size(); ++i)
          outputs(i, j) = std::log(volume(x(0, j), x(1, j), t[i]));
      return outputs;
    };
  }
};

/// Mean and standard deviation of (ln r, ln K, V(30)) by the rectangle rule on a grid of +-8 prior
/// standard deviations, exponentially accurate for densities that vanish at its edge.
struct TumourPosterior {
  Vector mean, deviation;
};
inline TumourPosterior exact_posterior(const TumourCase& tumour) {
  const int n = 1200;  // ten nodes a posterior deviation of ln r
  const Vector sd = tumour.prior.deviations(), centre = tumour.prior.gaussian().mean;
  Vector sum = Vector::Zero(3), squares = Vector::Zero(3);
  double total = 0;
  for (int i = 0; i <= n; ++i) {
    Members u(2, n + 1);
    u.row(0).setConstant(centre[0] + sd[0] * (16. * i / n - 8));
    for (int k = 0; k <= n; ++k) u(1, k) = centre[1] + sd[1] * (16. * k / n - 8);
    const Members x = tumour.prior.constrained(u);
    const Vector weight =
        (tumour.prior.log_density(u) - misfits(tumour.data(), tumour.forward()(x, 0)))
            .array()
            .exp();
    for (int k = 0; k <= n; ++k) {
      const Vector q{{u(0, k), u(1, k), TumourCase::volume(x(0, k), x(1, k), 30)}};
      total += weight[k];
      sum += weight[k] * q;
      squares += weight[k] * q.cwiseAbs2();
    }
  }
  const Vector mean = sum / total;
  return {mean, (squares / total - mean.cwiseAbs2()).cwiseSqrt()};
}

}  // namespace cytotwin
