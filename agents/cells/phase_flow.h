#pragma once

#include <cstdint>
#include <vector>

#include "agents/cells/cycle.h"

namespace cytotwin {

/// Whether a phase is left by nothing but what rules may set.
inline bool never_left(const CyclePhase& phase) { return phase.stochastic && phase.exit_rate == 0; }

/// -ln of the Laplace transform of a phase's duration: ln(1 + s / r) or s T.
/// @param s  [1/min], >= 0
double log_transform(const CyclePhase& phase, double s);

/// Integral of exp(-s a) P(duration > a) over the age a [min]: weight of a phase per entry into it.
double survival_integral(const CyclePhase& phase, double s);

/// Cells in a graph of phases that branches or dies: the renewal equation of several types (Bellman
/// and Harris 1952, Ann Math 55:280; Mode 1971). At a growth s each entry into phase i is followed
/// by A_ij(s) = m_i p_ij L_i(s) entries into j, weighted by exp(-s time): m = 2 if i divides, 0 if
/// it dies, else 1; p the shares of i's ways; L the Laplace transform of its duration.
class PhaseFlow {
 public:
  explicit PhaseFlow(const CycleModel& cycle);

  /// Largest s >= 0 at which A(s) has the spectral radius 1 on the phases that can be reached from
  /// phase 0; 0 if cells do not get more. By bisection to neighbouring doubles: the radius is below
  /// 1 where elimination on 1 - A finds positive pivots only.
  double growth() const;

  /// Shares of all cells by phase at that growth, to about 1e-9; sums to 1. Of cells that do not
  /// get more those that are left after a long time, or the mean time in each phase if all die.
  std::vector<double> fractions(double growth) const;

 private:
  std::vector<double> one_minus_flow(double s) const;
  bool shrinks(double s) const;
  std::vector<double> entries(double s, std::vector<double> before) const;
  double least_growth() const;

  const CycleModel& cycle_;
  std::vector<std::uint8_t> phases_;  ///< reachable ones
};

}  // namespace cytotwin
