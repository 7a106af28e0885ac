#pragma once

#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "agents/cells/growth.h"
#include "agents/cells/phenotype.h"
#include "agents/cells/standard_behaviour.h"

namespace cytotwin {

/// One cell type without surroundings, stepped by hand: what the tests of this folder run.
class Tissue {
 public:
  Tissue(CellType type, std::uint64_t seed)
      : types_{std::move(type)}, behaviour_(types_[0], {}), seed_(seed) {}

  /// `cells` cells of the exponentially growing population, all at the origin.
  void grow_from(std::size_t cells, double death_rate) {
    const GrowingDistribution start(types_[0].cycle, death_rate);
    for (std::size_t i = 0; i < cells; ++i) {
      const std::size_t row = population.add(types_[0], 0, {});
      RandomStream random(seed_, population.id[row], 0, Purpose::initial_phase);
      set_cycle_position(population, row, types_[0], start.draw(random));
    }
  }

  PhenotypeEvents advance(double step) {
    const Behaviour* behaviour = &behaviour_;
    const PhenotypeStep now{types_, {&behaviour, 1}, {}, minutes, step, steps++, seed_};
    minutes += step;
    return advance_phenotype(population, now, workers);
  }

  void advance_until(double end, double step) {
    while (minutes < end - 0.5 * step) advance(step);
  }

  std::size_t count(CellState state) const {
    std::size_t cells = 0;
    for (const CellState s : population.state) cells += s == state;
    return cells;
  }

  const CellType& type() const { return types_[0]; }

  Population population;
  Workers workers{1};
  double minutes = 0;
  std::uint32_t steps = 0;

 private:
  std::vector<CellType> types_;
  StandardBehaviour behaviour_;
  std::uint64_t seed_;
};

/// Mean and standard error of independent values.
struct Estimate {
  explicit Estimate(const std::vector<double>& values) {
    const double n = static_cast<double>(values.size());
    mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    standard_error = std::sqrt(squares / (n - 1) / n);
  }
  double mean;
  double standard_error;
};

}  // namespace cytotwin
