#include "twin/simulation/gompertz.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

namespace cytotwin {

namespace {

using Three = std::array<double, 3>;
using Matrix = std::array<Three, 3>;

constexpr int iterations = 500;

/// Logarithms of limit, depth and rate; time counts from the first point.
Gompertz curve_of(const Three& logs) {
  return {std::exp(logs[0]), std::exp(logs[1]), std::exp(logs[2]), 0};
}

/// Between which the logarithms stay, so that no curve overflows.
struct Bounds {
  Three low, high;
};

Bounds bounds_of(double largest_radius, double span) {
  return {{std::log(1e-3 * largest_radius), std::log(1e-9), std::log(1e-6 / span)},
          {std::log(1e6 * largest_radius), std::log(1e3), std::log(1e3 / span)}};
}

/// Sum of squares with the gradient and Gauss-Newton matrix of its half.
struct Normal {
  double squares = 0;
  Three gradient{};
  Matrix matrix{};
};

Normal normal_equations(std::span<const double> t, std::span<const double> r, const Three& logs) {
  const Gompertz curve = curve_of(logs);
  Normal normal;
  for (std::size_t i = 0; i < t.size(); ++i) {
    const double decay = curve.depth * std::exp(-curve.rate * t[i]);
    const double value = curve.limit * std::exp(-decay);
    const double residual = value - r[i];
    // dR/d ln limit, dR/d ln depth, dR/d ln rate
    const Three slope = {value, -value * decay, value * decay * curve.rate * t[i]};
    normal.squares += residual * residual;
    for (std::size_t a = 0; a < 3; ++a) {
      normal.gradient[a] += slope[a] * residual;
      for (std::size_t b = 0; b < 3; ++b) normal.matrix[a][b] += slope[a] * slope[b];
    }
  }
  return normal;
}

// Cholesky with 3 rows; false if the matrix is not positive definite.
bool solve(Matrix a, Three& x) {
  for (std::size_t j = 0; j < 3; ++j) {
    for (std::size_t k = 0; k < j; ++k) a[j][j] -= a[j][k] * a[j][k];
    if (!(a[j][j] > 0)) return false;
    a[j][j] = std::sqrt(a[j][j]);
    for (std::size_t i = j + 1; i < 3; ++i) {
      for (std::size_t k = 0; k < j; ++k) a[i][j] -= a[i][k] * a[j][k];
      a[i][j] /= a[j][j];
    }
  }
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t k = 0; k < i; ++k) x[i] -= a[i][k] * x[k];
    x[i] /= a[i][i];
  }
  for (std::size_t i = 3; i-- > 0;) {
    for (std::size_t k = i + 1; k < 3; ++k) x[i] -= a[k][i] * x[k];
    x[i] /= a[i][i];
  }
  return true;
}

// Marquardt 1963, SIAM J. Appl. Math. 11:431: damping relative to the diagonal.
bool damped_step(const Normal& normal, double damping, Three& step) {
  Matrix matrix = normal.matrix;
  for (std::size_t a = 0; a < 3; ++a) matrix[a][a] += damping * (matrix[a][a] + 1e-300);
  for (std::size_t a = 0; a < 3; ++a) step[a] = -normal.gradient[a];
  return solve(matrix, step);
}

/// Descends from a start; returns the sum of squares where it ends.
double descend(std::span<const double> t, std::span<const double> r, const Bounds& bounds,
               Three& logs) {
  Normal normal = normal_equations(t, r, logs);
  double damping = 1e-3;
  for (int i = 0; i < iterations && damping < 1e12; ++i) {
    Three step{};
    if (!damped_step(normal, damping, step)) {
      damping *= 10;
      continue;
    }
    Three trial = logs;
    for (std::size_t a = 0; a < 3; ++a) {
      trial[a] =
          std::clamp(trial[a] + std::clamp(step[a], -2.0, 2.0), bounds.low[a], bounds.high[a]);
    }
    const Normal there = normal_equations(t, r, trial);
    if (!(there.squares < normal.squares)) {
      damping *= 10;
      continue;
    }
    const bool settled = normal.squares - there.squares <= 1e-16 * normal.squares;
    logs = trial;
    normal = there;
    damping = std::max(damping / 10, 1e-15);
    if (settled) break;
  }
  return normal.squares;
}

void require_data(std::span<const double> time, std::span<const double> radius) {
  if (time.size() != radius.size()) {
    throw std::invalid_argument(
        fmt::format("fit_gompertz: {} times, {} radii", time.size(), radius.size()));
  }
  std::set<double> times;
  for (std::size_t i = 0; i < time.size(); ++i) {
    if (!std::isfinite(time[i]) || !std::isfinite(radius[i]) || radius[i] <= 0) {
      throw std::invalid_argument(fmt::format(
          "fit_gompertz: point {} is ({}, {}); finite, radius > 0", i, time[i], radius[i]));
    }
    times.insert(time[i]);
  }
  if (times.size() < 3) {
    throw std::invalid_argument(
        fmt::format("fit_gompertz: {} different times, at least 3", times.size()));
  }
}

}  // namespace

double Gompertz::at(double time) const {
  return limit * std::exp(-depth * std::exp(-rate * (time - origin)));
}

GompertzFit fit_gompertz(std::span<const double> time, std::span<const double> radius) {
  require_data(time, radius);
  const auto [first, last] = std::minmax_element(time.begin(), time.end());
  const double start = *first, span = *last - *first;
  std::vector<double> t;
  for (const double value : time) t.push_back(value - start);
  const double largest = *std::max_element(radius.begin(), radius.end());
  const double smallest = *std::min_element(radius.begin(), radius.end());

  const Bounds bounds = bounds_of(largest, span);
  double best = std::numeric_limits<double>::infinity();
  Three best_logs{};
  for (const double excess : {1.02, 1.2, 1.6, 3.0, 10.0}) {
    for (const double rate : {0.1, 0.5, 1.0, 2.0, 5.0, 20.0}) {
      const double limit = excess * largest;
      Three logs = {std::log(limit), std::log(std::log(limit / smallest)), std::log(rate / span)};
      const double squares = descend(t, radius, bounds, logs);
      if (squares < best) {
        best = squares;
        best_logs = logs;
      }
    }
  }
  Gompertz curve = curve_of(best_logs);
  curve.origin = start;
  return {curve, std::sqrt(best / static_cast<double>(t.size()))};
}

}  // namespace cytotwin
