#include "agents/fields/line_propagator.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cytotwin {

namespace {

/// Bands of I + 2X/3 + X^2/6 for tridiagonal symmetric X = (d, o).
struct Bands {
  std::vector<double> main, first, second;
};

Bands pade_bands(const std::vector<double>& d, const std::vector<double>& o) {
  const std::size_t n = d.size();
  Bands m{std::vector<double>(n), std::vector<double>(n), std::vector<double>(n)};
  for (std::size_t i = 0; i < n; ++i) {
    const double below = i > 0 ? o[i - 1] : 0;
    m.main[i] = 1 + 2 * d[i] / 3 + (d[i] * d[i] + o[i] * o[i] + below * below) / 6;
    if (i + 1 < n) m.first[i] = o[i] * (2.0 / 3 + (d[i] + d[i + 1]) / 6);
    if (i + 2 < n) m.second[i] = o[i] * o[i + 1] / 6;
  }
  return m;
}

std::vector<double> times(double factor, std::vector<double> values) {
  for (double& value : values) value *= factor;
  return values;
}

void factor_pade(LinePropagator& line, const Bands& m) {
  std::vector<double> pivot(line.size());
  for (std::size_t i = 0; i < line.size(); ++i) {
    auto& row = line.forward[i];
    pivot[i] = m.main[i];
    if (i > 1) {
      row.second = m.second[i - 2] / pivot[i - 2];
      pivot[i] -= row.second * row.second * pivot[i - 2];
      line.backward[i - 2].second = row.second;
    }
    if (i > 0) {
      const double skipped = i > 1 ? row.second * pivot[i - 2] * line.forward[i - 1].first : 0;
      row.first = (m.first[i - 1] - skipped) / pivot[i - 1];
      pivot[i] -= row.first * row.first * pivot[i - 1];
      line.backward[i - 1].first = row.first;
    }
    line.backward[i].pivot_inverse = 1 / pivot[i];
  }
}

void factor_upward(LinePropagator& line, const Bands& m) {
  for (std::size_t i = line.size(); i-- > 0;) {
    auto& row = line.upward[i];
    row = {m.main[i], 0, 0, 0};
    if (i + 2 < line.size()) {
      const auto& next = line.upward[i + 2];
      row.second = m.second[i] * next.pivot_inverse;
      row.pivot -= row.second * row.second * next.pivot;
    }
    if (i + 1 < line.size()) {
      const auto& next = line.upward[i + 1];
      const double skipped = i + 2 < line.size() ? m.second[i] * next.first : 0;
      row.first = (m.first[i] - skipped) * next.pivot_inverse;
      row.pivot -= row.first * row.first * next.pivot;
    }
    row.pivot_inverse = 1 / row.pivot;
  }
}

}  // namespace

LinePropagator::LinePropagator(const LineOperator& line, double length)
    : forward(line.diagonal.size()),
      backward(line.diagonal.size()),
      upward(line.diagonal.size()),
      diagonal(times(length, line.diagonal)),
      coupling(times(length, line.coupling)),
      source(times(length, line.source)),
      fixed(line.fixed),
      step(length),
      loss(length * line.loss),
      fixed_sum(line.fixed_sum),
      source_sum(std::accumulate(source.begin(), source.end(), 0.0)),
      open_low(line.open_low),
      all_fixed(std::find(fixed.begin(), fixed.end(), 0) == fixed.end()),
      has_reservoir(line.open_low || line.open_high ||
                    std::find(fixed.begin(), fixed.end(), 1) != fixed.end()) {
  const auto &d = diagonal, &o = coupling, &s = source;
  for (std::size_t i = 0; i < size(); ++i) {
    const double below = i > 0 ? o[i - 1] : 0, s_below = i > 0 ? s[i - 1] : 0;
    const double s_above = i + 1 < size() ? s[i + 1] : 0;
    forward[i].own = 1 - d[i] / 3;
    forward[i].below = -below / 3;
    forward[i].above = -o[i] / 3;
    forward[i].constant = s[i] + (d[i] * s[i] + below * s_below + o[i] * s_above) / 6;
    const double leak = d[i] - loss + below + o[i];
    if (!fixed[i] && std::abs(leak) > 1e-9 * d[i]) leaks.push_back({i, leak});
  }
  // Entries of the matrix are about d^2 / 6 and its row sums 1: at d = 100 some 2e-13 of the sum is
  // round-off in a step.
  constexpr double imprecise = 100;
  needs_balance = !has_reservoir && *std::max_element(d.begin(), d.end()) > imprecise;
  const Bands bands = pade_bands(d, o);
  factor_pade(*this, bands);
  factor_upward(*this, bands);
}

}  // namespace cytotwin
