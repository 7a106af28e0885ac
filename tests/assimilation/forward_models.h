#pragma once

#include <array>
#include <cmath>
#include <numbers>
#include <span>

#include "assimilation/inversion/invert.h"
#include "core/random.h"

namespace cytotwin {

/// A sin(t) + v on [0, 2 pi] in steps of .01, of which range and mean are seen, errors .1 I; truth
/// A = 1, v = 7 (the first example of EnsembleKalmanProcesses.jl).
struct SinusoidCase {
  Prior prior = Prior({{"A", LognormalMomentsForm{2, 1}}, {"v", NormalForm{0, 5}}});

  static Vector seen(double amplitude, double shift) {
    const int steps = static_cast<int>(2 * std::numbers::pi / .01);
    double low = shift, high = shift, sum = 0;
    for (int i = 0; i <= steps; ++i) {
      const double y = amplitude * std::sin(.01 * i) + shift;
      low = std::min(low, y);
      high = std::max(high, y);
      sum += y;
    }
    return Vector{{high - low, sum / (steps + 1)}};
  }
  CalibrationData data() const {
    return {seen(1, 7), ObservationError::uncorrelated(Vector::Constant(2, std::sqrt(.1))), {}};
  }
  EnsembleMap forward() const {
    return [](const Members& x, int) {
      Matrix outputs(2, x.cols());
      for (Eigen::Index j = 0; j < x.cols(); ++j) outputs.col(j) = seen(x(0, j), x(1, j));
      return outputs;
    };
  }
};

/// Lorenz (1963) with unknown rho and beta, sigma = 10, seen by the 3 means and 6 covariances over
/// t in [30, 40] of a Runge-Kutta solution of step .01; chaos makes these noisy.
struct LorenzCase {
  using State = std::array<double, 3>;

  static State slope(const State& s, double rho, double beta) {
    return {10 * (s[1] - s[0]), s[0] * (rho - s[2]) - s[1], s[0] * s[1] - beta * s[2]};
  }
  static State advanced(const State& s, double rho, double beta) {
    constexpr double h = .01;
    const auto along = [&](const State& k, double length) {
      return State{s[0] + length * k[0], s[1] + length * k[1], s[2] + length * k[2]};
    };
    const State a = slope(s, rho, beta), b = slope(along(a, h / 2), rho, beta),
                c = slope(along(b, h / 2), rho, beta), d = slope(along(c, h), rho, beta);
    State next = s;
    for (std::size_t i = 0; i < 3; ++i) next[i] += h / 6 * (a[i] + 2 * b[i] + 2 * c[i] + d[i]);
    return next;
  }
  static State start(std::uint64_t seed, std::uint64_t member, std::uint32_t run) {
    RandomStream stream(seed, member, run, Purpose::placement);
    return {1.509 + stream.normal(), -1.531 + stream.normal(), 25.46 + stream.normal()};
  }

  /// Statistics of consecutive windows of 10 time units after a spin-up of 30; shape (9, windows).
  static Matrix statistics(double rho, double beta, State s, Eigen::Index windows) {
    for (int k = 0; k < 3000; ++k) s = advanced(s, rho, beta);
    Matrix found(9, windows);
    for (Eigen::Index w = 0; w < windows; ++w) {
      Matrix path(3, 1000);
      for (int k = 0; k < 1000; ++k) {
        s = advanced(s, rho, beta);
        path.col(k) << s[0], s[1], s[2];
      }
      const Matrix covariance = member_covariance(path, path);
      found.col(w) << member_mean(path), covariance.diagonal(), covariance(0, 1), covariance(0, 2),
          covariance(1, 2);
    }
    return found;
  }

  Prior prior = Prior(
      {{"rho", LognormalForm{std::exp(3.3), .15}}, {"beta", LognormalForm{std::exp(1.2), .5}}});

  /// Mean of the first window, and the covariance over 36 windows as error.
  CalibrationData data() const {
    const Matrix windows = statistics(28, 8. / 3, {1.509, -1.531, 25.46}, 36);
    return {windows.col(0), ObservationError::correlated(member_covariance(windows, windows)), {}};
  }
  EnsembleMap forward(std::uint64_t seed) const {
    return [seed](const Members& x, int iteration) {
      Matrix outputs(9, x.cols());
      for (Eigen::Index j = 0; j < x.cols(); ++j)
        outputs.col(j) = statistics(
            x(0, j), x(1, j),
            start(seed, static_cast<std::uint64_t>(j), static_cast<std::uint32_t>(iteration)), 1);
      return outputs;
    };
  }
};

/// Where a race ended: forward runs until the model at the mean came within the errors,
/// ||R^(-1/2) (y - G(mean))|| / 3 < 1, and the parameters there.
struct RaceEnd {
  bool reached;
  Eigen::Index runs;
  Vector parameters;
};
inline RaceEnd race(const LorenzCase& lorenz, InversionOptions options, int iterations) {
  const CalibrationData data = lorenz.data();
  const EnsembleMap forward = lorenz.forward(options.seed);
  auto state = begin_inversion(lorenz.prior, options);
  Eigen::Index runs = 0;
  for (int k = 0; k < iterations; ++k) {
    const Vector mean = lorenz.prior.constrained(member_mean(state.parameters));
    const Vector seen = forward(mean, 1000 + k);
    if (misfits(data, seen)[0] * 2 < 9) return {true, runs, mean};
    if (state.finished) break;
    runs += state.parameters.cols();
    state = advanced(state, forward(lorenz.prior.constrained(state.parameters), k), data,
                     lorenz.prior, options);
  }
  return {false, runs, lorenz.prior.constrained(member_mean(state.parameters))};
}

}  // namespace cytotwin
