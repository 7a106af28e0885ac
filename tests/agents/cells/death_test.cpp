#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "agents/cells/life.h"
#include "tests/agents/cells/tissue.h"

namespace cytotwin {
namespace {

// Answers the same rates to every cell.
class ConstantBehaviour : public Behaviour {
 public:
  explicit ConstantBehaviour(LifeRates rates) : rates_(rates) {}
  void evaluate(const Signals& signals, const Rates& rates) const override {
    for (std::size_t i = 0; i < signals.size(); ++i) {
      rates.phase_exit[i] = rates_.phase_exit;
      rates.apoptosis[i] = rates_.apoptosis;
      rates.necrosis[i] = rates_.necrosis;
    }
  }

 private:
  LifeRates rates_;
};

constexpr double at_once = std::numeric_limits<double>::infinity();

PhenotypeEvents advance(Population& population, const CellType& type, LifeRates rates, double step,
                        std::uint32_t index) {
  const ConstantBehaviour constant(rates);
  const Behaviour* behaviour = &constant;
  const PhenotypeStep now{{&type, 1}, {&behaviour, 1}, {}, index * step, step, index, 77};
  return advance_phenotype(population, now, Workers(1));
}

// At step 6 the cell dies at 0 (rate infinite: no waiting), so 8.6 h = 516 min are 86 steps.
TEST(Apoptosis, LastsItsDurationAndFollowsTheExactVolume) {
  const CellType type;
  Population population;
  population.add(type, 0, {});
  const CellVolume start = population.volume(0);
  EXPECT_EQ(advance(population, type, {0, at_once, 0}, 6, 0).apoptoses, 1U);
  EXPECT_EQ(population.state[0], CellState::apoptotic);
  for (std::uint32_t i = 1; i < 85; ++i) {
    EXPECT_EQ(advance(population, type, {}, 6, i).removals, 0U);
    const CellVolume exact = advance_volume(start, {0, 0, 0}, type.death.apoptosis.volume,
                                            6.0 * (i + 1), VolumeScheme::exact);
    // as many roundings as steps
    EXPECT_NEAR(population.volume(0).total(), exact.total(), 1e-13 * exact.total());
    EXPECT_EQ(population.phase_time[0], 6.0 * (i + 1));
  }
  EXPECT_EQ(advance(population, type, {}, 6, 85).removals, 1U);
  EXPECT_EQ(population.size(), 0U);
}

TEST(Apoptosis, GivesBackTheStatedFraction) {
  CellType type;
  type.death.released_fraction = 0.25;
  Population population;
  population.internalised.resize(2);
  for (int i = 0; i < 3; ++i) population.add(type, 0, {10.0 * i, 1, 2});
  population.internalised[1] = {8, 4, 2};
  population.state[1] = CellState::apoptotic;
  population.phase_time[1] = 515;

  const PhenotypeEvents events = advance(population, type, {}, 6, 0);

  ASSERT_EQ(events.released.size(), 1U);
  EXPECT_EQ(events.released[0].cell, 1U);
  EXPECT_EQ(events.released[0].substance, 1U);
  EXPECT_EQ(events.released[0].mass, 1.0);
  EXPECT_EQ(events.released[0].position, (Vec3{10, 1, 2}));
  EXPECT_EQ(population.id, (std::vector<std::uint64_t>{0, 2}));
}

// The instant of rupture is the same for every step: where the exact volume passes twice that at
// entry (found here by the test's own bisection). The time since it is then known to 1e-9 min.
TEST(Necrosis, SwellsToTwiceItsVolumeAndLyses) {
  const CellType type;
  const NecrosisModel& necrosis = type.death.necrosis;
  const CellVolume start{1870.5, 135, 488.5};
  double low = 0, high = 3000;
  while (high - low > 1e-11) {
    const double middle = 0.5 * (low + high);
    const CellVolume swollen =
        advance_volume(start, {1, 0, 0}, necrosis.swelling, middle, VolumeScheme::exact);
    (swollen.total() < 2 * start.total() ? low : high) = middle;
  }
  for (const double step : {1.0, 6.0, 60.0, 1000.0}) {
    Population population;
    population.add(type, 0, {});
    double minutes = 0;
    std::size_t ruptures = 0;
    for (std::uint32_t i = 0; minutes < high; ++i, minutes += step) {
      const PhenotypeEvents events =
          advance(population, type, {0, 0, i == 0 ? at_once : 0}, step, i);
      EXPECT_EQ(events.necroses, i == 0 ? 1U : 0U);
      ruptures += events.ruptures;
    }
    EXPECT_EQ(ruptures, 1U);
    EXPECT_EQ(population.state[0], CellState::necrotic_lysed);
    EXPECT_NEAR(population.phase_time[0], minutes - high, 1e-9) << step;
    EXPECT_NEAR(population.calcified_fraction[0], -std::expm1(-0.0042 / 60 * minutes), 1e-12);
  }
}

TEST(Necrosis, LysedCellIsRemovedAfterItsDuration) {
  const CellType type;
  Population population;
  population.add(type, 0, {});
  population.state[0] = CellState::necrotic_lysed;
  population.phase_time[0] = type.death.necrosis.duration - 12;
  EXPECT_EQ(advance(population, type, {}, 6, 0).removals, 0U);
  EXPECT_EQ(advance(population, type, {}, 6, 1).removals, 1U);
}

// 20000 cells at apoptosis a and necrosis 3 a for one step of 100 min: the dead are binomial with
// p = 1 - exp(-4 a 100), a quarter of them apoptotic. Bounds are 3.3 standard deviations (0.1 %).
TEST(Death, CompetingCausesDrawInProportion) {
  CellType type;
  type.cycle.phases[0].exit_rate = 0;
  Population population;
  const double n = 20000, a = 1e-3;
  for (int i = 0; i < n; ++i) population.add(type, 0, {});
  const PhenotypeEvents events = advance(population, type, {0, a, 3 * a}, 100, 0);
  const auto dead = static_cast<double>(events.apoptoses + events.necroses);
  const double p = -std::expm1(-4 * a * 100);
  EXPECT_NEAR(dead, n * p, 3.3 * std::sqrt(n * p * (1 - p)));
  EXPECT_NEAR(static_cast<double>(events.apoptoses), dead / 4, 3.3 * std::sqrt(dead * 3 / 16));
}

}  // namespace
}  // namespace cytotwin
