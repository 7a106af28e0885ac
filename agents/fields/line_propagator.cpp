#include "agents/fields/line_propagator.h"

#include <algorithm>
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

void factor_euler(LinePropagator& line, const std::vector<double>& d, const std::vector<double>& o,
                  const std::vector<double>& source) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    auto& row = line.euler[i];
    double pivot = 1 + d[i];
    if (i > 0) {
      row.below = o[i - 1] * line.euler[i - 1].pivot_inverse;
      pivot -= row.below * o[i - 1];
    }
    row.pivot_inverse = 1 / pivot;
    row.above = o[i] * row.pivot_inverse;
    row.constant = source[i];
  }
}

}  // namespace

LinePropagator::LinePropagator(const LineOperator& line, double step)
    : forward(line.diagonal.size()),
      backward(line.diagonal.size()),
      euler(line.diagonal.size()),
      fixed(line.fixed),
      open_low(line.open_low),
      all_fixed(std::find(line.fixed.begin(), line.fixed.end(), 0) == line.fixed.end()),
      has_reservoir(line.open_low || line.open_high ||
                    std::find(line.fixed.begin(), line.fixed.end(), 1) != line.fixed.end()) {
  const auto d = times(step, line.diagonal);
  const auto o = times(step, line.coupling);
  const auto s = times(step, line.source);
  for (std::size_t i = 0; i < size(); ++i) {
    const double below = i > 0 ? o[i - 1] : 0, s_below = i > 0 ? s[i - 1] : 0;
    const double s_above = i + 1 < size() ? s[i + 1] : 0;
    forward[i].own = 1 - d[i] / 3;
    forward[i].below = -below / 3;
    forward[i].above = -o[i] / 3;
    forward[i].constant = s[i] + (d[i] * s[i] + below * s_below + o[i] * s_above) / 6;
  }
  // Entries of the matrix are about d^2 / 6 and its row sums 1: at d = 100 some 2e-13 of the sum is
  // round-off in a step.
  constexpr double imprecise = 100;
  needs_balance = !has_reservoir && *std::max_element(d.begin(), d.end()) > imprecise;
  total_source = std::accumulate(s.begin(), s.end(), 0.0);
  factor_pade(*this, pade_bands(d, o));
  factor_euler(*this, d, o, s);
}

namespace {

std::vector<double> backward_euler(const LinePropagator& line, const double* before) {
  const std::size_t n = line.size();
  std::vector<double> low(n);
  for (std::size_t i = 0; i < n; ++i) {
    low[i] = before[i * sweep_lanes] + line.euler[i].constant;
    if (i > 0) low[i] -= line.euler[i].below * low[i - 1];
  }
  for (std::size_t i = n; i-- > 0;) {
    low[i] *= line.euler[i].pivot_inverse;
    if (i + 1 < n) low[i] -= line.euler[i].above * low[i + 1];
  }
  return low;
}

/// Fluxes that turn `low` into `high`: flux[i] enters voxel i from voxel i-1, flux[n] leaves the
/// last one. Between two reservoirs the sum is free; it is put on the side of a reservoir.
std::vector<double> correcting_fluxes(const LinePropagator& line, const std::vector<double>& low,
                                      const double* high) {
  const std::size_t n = line.size();
  std::vector<double> flux(n + 1);
  bool reservoir_below = line.open_low;
  for (std::size_t begin = 0; begin < n;) {
    if (line.fixed[begin]) {
      flux[++begin] = 0;
      reservoir_below = true;
      continue;
    }
    std::size_t end = begin;
    double excess = 0;
    for (; end < n && !line.fixed[end]; ++end) excess += high[end * sweep_lanes] - low[end];
    flux[begin] = reservoir_below ? excess : 0;
    for (std::size_t i = begin; i < end; ++i) {
      flux[i + 1] = flux[i] - (high[i * sweep_lanes] - low[i]);
    }
    // Round-off of a closed segment, or of one fed from below.
    if (reservoir_below || !line.has_reservoir) flux[end] = 0;
    begin = end;
  }
  return flux;
}

}  // namespace

void limit_undershoot(const LinePropagator& line, const double* before, double* after) {
  const std::size_t n = line.size();
  std::vector<double> low = backward_euler(line, before);
  for (double& value : low) value = std::max(value, 0.0);
  const std::vector<double> flux = correcting_fluxes(line, low, after);
  std::vector<double> share(n, 1.0);
  for (std::size_t i = 0; i < n; ++i) {
    const double leaving = std::max(-flux[i], 0.0) + std::max(flux[i + 1], 0.0);
    // A little less than all, so that round-off of the sums below cannot pass 0.
    if (leaving > low[i] && !line.fixed[i]) share[i] = low[i] / leaving * (1 - 1e-14);
  }
  const auto limited = [&](std::size_t i) {  // the flux through the lower side of voxel i
    if (flux[i] > 0) return i > 0 ? flux[i] * share[i - 1] : flux[i];
    return i < n ? flux[i] * share[i] : flux[i];
  };
  for (std::size_t i = 0; i < n; ++i) {
    if (line.fixed[i]) continue;
    after[i * sweep_lanes] = std::max(low[i] + limited(i) - limited(i + 1), 0.0);
  }
}

}  // namespace cytotwin
