#include "agents/cells/phase_flow.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace cytotwin {

double log_transform(const CyclePhase& phase, double s) {
  if (!phase.stochastic) return s * phase.duration;
  return s > 0 ? std::log1p(s / phase.exit_rate) : 0;
}

namespace {

// Of P(duration > a) = (1 - a/T)^p: T/(p+1) times the integral over u = (1 - a/T)^(p+1) of
// exp(-s a(u)), by midpoints; to about 1e-6 of the whole, for where cells are placed.
double early_exit_integral(const CyclePhase& phase, double s) {
  constexpr int points = 1000;
  const double power = phase.early_exit + 1, whole = phase.duration / power;
  if (s == 0) return whole;
  double sum = 0;
  for (int k = 0; k < points; ++k) {
    const double age = phase.duration * (1 - std::pow((k + 0.5) / points, 1 / power));
    sum += std::exp(-s * age);
  }
  return whole * sum / points;
}

}  // namespace

double survival_integral(const CyclePhase& phase, double s) {
  if (phase.stochastic) return 1 / (phase.exit_rate + s);
  if (phase.early_exit > 0) return early_exit_integral(phase, s);
  return s > 0 ? -std::expm1(-s * phase.duration) / s : phase.duration;
}

namespace {

// Share of the cells that leave `phase` and enter `next`.
double share_to(const CyclePhase& phase, std::uint8_t next) {
  double share = 0, rest = 1;
  for (const PhaseBranch& branch : phase.branches) {
    share += branch.next == next ? branch.share : 0;
    rest -= branch.share;
  }
  return share + (phase.next == next ? std::max(0.0, rest) : 0);
}

void normalise(std::vector<double>& values) {
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  for (double& value : values) value /= sum;
}

}  // namespace

PhaseFlow::PhaseFlow(const CycleModel& cycle) : cycle_(cycle) {
  const std::vector<bool> reached = reachable_phases(cycle, true);
  for (std::size_t i = 0; i < reached.size(); ++i) {
    if (reached[i]) phases_.push_back(static_cast<std::uint8_t>(i));
  }
}

/// 1 - A(s), row by row.
std::vector<double> PhaseFlow::one_minus_flow(double s) const {
  const std::size_t n = phases_.size();
  std::vector<double> matrix(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    const CyclePhase& phase = cycle_.phases[phases_[i]];
    matrix[i * n + i] = 1;
    if (phase.dies || never_left(phase)) continue;
    const double followers = (phase.divides ? 2 : 1) * std::exp(-log_transform(phase, s));
    for (std::size_t j = 0; j < n; ++j)
      matrix[i * n + j] -= followers * share_to(phase, phases_[j]);
  }
  return matrix;
}

// A non-negative A has a spectral radius below 1 exactly if all pivots of 1 - A are positive.
bool PhaseFlow::shrinks(double s) const {
  const std::size_t n = phases_.size();
  std::vector<double> m = one_minus_flow(s);
  for (std::size_t k = 0; k < n; ++k) {
    if (!(m[k * n + k] > 0)) return false;
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = m[i * n + k] / m[k * n + k];
      for (std::size_t j = k; factor != 0 && j < n; ++j) m[i * n + j] -= factor * m[k * n + j];
    }
  }
  return true;
}

// So small that no cell notices, but above the rounding of pivots that are 0 in a closed loop.
double PhaseFlow::least_growth() const {
  double longest = 1;
  for (const std::uint8_t i : phases_) {
    const CyclePhase& phase = cycle_.phases[i];
    if (!never_left(phase)) longest = std::max(longest, survival_integral(phase, 0));
  }
  return 1e-10 / (longest * static_cast<double>(phases_.size()));
}

double PhaseFlow::growth() const {
  double low = least_growth(), high = 1;
  if (shrinks(low)) return 0;
  while (!shrinks(high)) {
    low = high;
    high *= 2;
  }
  for (;;) {
    const double middle = 0.5 * (low + high);
    if (!(middle > low && middle < high)) return middle;
    (shrinks(middle) ? high : low) = middle;
  }
}

/// Solves b (1 - A) = before: entries into each phase, of cells and all that follow them.
std::vector<double> PhaseFlow::entries(double s, std::vector<double> before) const {
  const std::size_t n = phases_.size();
  std::vector<double> m = one_minus_flow(s);
  // elimination of the transposed system; 1 - A needs no other pivots
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = m[k * n + i] / m[k * n + k];
      if (factor == 0) continue;
      for (std::size_t j = k; j < n; ++j) m[j * n + i] -= factor * m[j * n + k];
      before[i] -= factor * before[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) before[k] -= m[j * n + k] * before[j];
    before[k] /= m[k * n + k];
  }
  return before;
}

std::vector<double> PhaseFlow::fractions(double growth) const {
  // a little above the growth the entries that last outweigh all others by far
  const double s = growth > 0 ? growth * (1 + 1e-10) : least_growth();
  std::vector<double> flow(phases_.size(), 0.0);
  flow[0] = 1;  // phase 0 is the first of those that are reached
  for (int round = 0; round < (growth > 0 ? 3 : 1); ++round) {
    flow = entries(s, std::move(flow));
    normalise(flow);
  }
  for (std::size_t i = 0; i < phases_.size(); ++i)
    flow[i] *= survival_integral(cycle_.phases[phases_[i]], s);
  normalise(flow);
  constexpr double passing = 1e-8;  // cells on their way to where the others are
  for (double& share : flow) share = share < passing ? 0 : share;
  normalise(flow);
  std::vector<double> all(cycle_.phases.size(), 0.0);
  for (std::size_t i = 0; i < phases_.size(); ++i) all[phases_[i]] = flow[i];
  return all;
}

}  // namespace cytotwin
