#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "agents/cells/population.h"
#include "core/random.h"

namespace cytotwin {

/// Exact growth rate [1/min] of the number of live cells of a cycle, once its phases are in
/// proportion: the root lambda of 2^k prod_i L_i(lambda + death_rate) = 1, with the k divisions
/// and the phases i of the loop that the graph ends in (Euler 1760; Lotka 1911; for cells Powell
/// 1956, J Gen Microbiol 15:492). L is the Laplace transform of a phase's duration: r / (r + s)
/// of a stochastic phase, exp(-s T) of a fixed one. Of a graph that branches, or divides and dies,
/// the root of its renewal equation, see PhaseFlow. Where cells do not get more: -death_rate.
/// @param death_rate  of every live cell [1/min], >= 0
/// @throws std::invalid_argument if the cycle is not valid or the rate is negative
double euler_lotka_rate(const CycleModel& cycle, double death_rate);

/// Where a cell stands in its cycle.
struct CyclePosition {
  std::uint8_t phase = 0;
  double phase_time = 0;  ///< since entry of the phase [min]
};

/// Phase and age in the exponentially growing population of a cycle: the start of a tissue that
/// is not synchronous. With s = lambda + death_rate the density of age a in phase i is
///   n_i(a) = B_i exp(-s a) P(duration of i > a),  B_next(i) = (2 if i divides) L_i(s) B_i.
/// A loop without division is drawn at s = 0 (time spent in each phase); a phase that is never
/// left holds all cells, at age 0. Phases outside the loop are empty. Graphs that branch have the
/// entries B of their renewal equation, see PhaseFlow.
class GrowingDistribution {
 public:
  /// @param death_rate  [1/min], >= 0
  /// @throws std::invalid_argument if the cycle is not valid or the rate is negative
  GrowingDistribution(const CycleModel& cycle, double death_rate);

  CyclePosition draw(RandomStream& random) const;  ///< two numbers of the stream
  /// Share of all live cells, one a phase; sums to 1.
  const std::vector<double>& phase_fractions() const { return fractions_; }
  double growth_rate() const { return sum_ - death_rate_; }  ///< lambda [1/min]

 private:
  CycleModel cycle_;
  double death_rate_;
  double sum_;  // s = lambda + death_rate
  std::vector<double> fractions_;
};

/// One draw of GrowingDistribution, for few cells.
CyclePosition draw_growing(const CycleModel& cycle, double death_rate, RandomStream& random);

/// Puts a live cell at a place of its cycle, with the volume that belongs there.
///
/// The cell is taken to have had the type's full size when it was born (half of it, if the phase
/// it was born into is one that doubles targets, see divide()), and to have followed the volume
/// model since the last phase on its way that doubles its targets: for phase_time, plus the
/// duration (fixed, or mean of a stochastic one) of each phase in between. Its way is the shortest
/// one from a birth, or, to a phase that no birth leads to, from phase 0.
void set_cycle_position(Population& population, std::size_t row, const CellType& type,
                        CyclePosition position);

}  // namespace cytotwin
