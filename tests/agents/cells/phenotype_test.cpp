#include "agents/cells/phenotype.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>

#include "core/errors.h"
#include "tests/agents/cells/tissue.h"

namespace cytotwin {
namespace {

CyclePhase fixed(double duration, std::uint8_t next) {
  CyclePhase phase;
  phase.stochastic = false;
  phase.duration = duration;
  phase.next = next;
  return phase;
}

CellType immortal(CycleModel cycle) {
  CellType type;
  type.cycle = std::move(cycle);
  type.death.apoptosis.rate = 0;
  return type;
}

// Sums of whole minutes are exact in binary, so the instants are equal, not near.
TEST(FixedPhase, SevenHoursEndAtMinute420ForAnyStep) {
  CycleModel cycle{"fixed", {fixed(420, 1), fixed(1e4, 0)}};
  for (const double step : {1.0, 6.0, 7.0, 50.0}) {
    Tissue tissue(immortal(cycle), 1);
    tissue.population.add(tissue.type(), 0, {});
    while (tissue.minutes < 420) {
      EXPECT_EQ(tissue.population.phase[0], 0);
      tissue.advance(step);
    }
    EXPECT_EQ(tissue.population.phase[0], 1) << step;
    EXPECT_EQ(tissue.population.phase_time[0], tissue.minutes - 420) << step;
  }
}

// A phase at half its pace (a pressure at half its maximum) lasts twice as long, to the instant; an
// arrested one lasts for ever.
TEST(FixedPhase, PassesAtItsPace) {
  CycleModel cycle{"slow", {fixed(420, 1), fixed(1e4, 0)}};
  cycle.phases[0].pressure_limited = true;
  CellType type = immortal(cycle);
  type.pressure = PressureResponse{1, 4};
  for (const double pressure : {1.0, 1e99}) {
    Tissue tissue(type, 1);
    tissue.population.add(tissue.type(), 0, {});
    tissue.population.pressure[0] = pressure;
    tissue.advance_until(900, 50);
    EXPECT_EQ(tissue.population.phase[0], pressure == 1 ? 1 : 0);
    EXPECT_EQ(tissue.population.phase_time[0], pressure == 1 ? 60 : 0);
  }
}

// 7, 6, 3 and 2 h fixed, dividing at the end: 2880 min hold two rounds of 18 h, 12 h left over.
TEST(FixedPhase, CellsDoubleEveryRoundAndDaughtersLiveTheRest) {
  CycleModel cycle{"rounds", {fixed(420, 1), fixed(360, 2), fixed(180, 3), fixed(120, 0)}};
  cycle.phases[3].divides = true;
  cycle.phases[1].doubles_volume = true;
  for (const double step : {6.0, 7.0, 96.0, 480.0}) {
    Tissue tissue(immortal(cycle), 1);
    tissue.population.add(tissue.type(), 0, {});
    while (tissue.minutes + step <= 2880) tissue.advance(step);
    ASSERT_EQ(tissue.population.size(), 4U) << step;
    const double since = tissue.minutes - 2160;  // 12 h into a round: phase 1, 5 h in
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_EQ(tissue.population.phase[i], 1) << step;
      EXPECT_EQ(tissue.population.phase_time[i], since - 420) << step;
    }
  }
}

// Many phases in one window: 4 fixed ones of 1 min and a long one, one step of 10 min.
TEST(Phenotype, PassesSeveralPhasesInOneWindow) {
  CycleModel cycle{"chain", {fixed(1, 1), fixed(1, 2), fixed(1, 3), fixed(1, 4), fixed(1e4, 0)}};
  Tissue tissue(immortal(cycle), 1);
  tissue.population.add(tissue.type(), 0, {});
  tissue.advance(10);
  EXPECT_EQ(tissue.population.phase[0], 4);
  EXPECT_EQ(tissue.population.phase_time[0], 6.0);
}

// The volume of a cell that nothing random touches does not depend on the step: targets double at
// the exact instant, 0.7 of the way through the window of 600. Round-off of 600 steps.
TEST(Phenotype, VolumeDoesNotDependOnTheStep) {
  CycleModel cycle{"growth", {fixed(420, 1), fixed(1e4, 0)}};
  cycle.phases[1].doubles_volume = true;
  const auto volume_at_600 = [&](double step) {
    Tissue tissue(immortal(cycle), 1);
    tissue.population.add(tissue.type(), 0, {});
    tissue.advance_until(600, step);
    return tissue.population.volume(0).total();
  };
  const double wanted = volume_at_600(600);
  EXPECT_GT(wanted, 2494 * 1.3);
  for (const double step : {1.0, 6.0, 60.0}) EXPECT_NEAR(volume_at_600(step), wanted, 1e-10);
}

// A daughter that divides again while it lives its lag leaves up to step + lag to its daughters.
TEST(Phenotype, DivisionsAreListedByMotherWithFreshIdsInOrder) {
  Tissue tissue(CellType{}, 3);
  tissue.grow_from(5000, 0);
  for (int i = 0; i < 20; ++i) {
    std::map<std::uint64_t, double> lag_before;
    for (std::size_t row = 0; row < tissue.population.size(); ++row) {
      lag_before[tissue.population.id[row]] = tissue.population.lag[row];
    }
    std::uint64_t next = tissue.population.next_id, lowest = 0;
    const PhenotypeEvents events = tissue.advance(6);
    ASSERT_GT(events.divisions.size(), 3U);
    for (const Division& division : events.divisions) {
      EXPECT_GE(division.mother, lowest);
      EXPECT_EQ(division.daughter, next++);
      EXPECT_EQ(lag_before.count(division.daughter), 0U);
      EXPECT_TRUE(division.lag >= 0 && division.lag <= 6 + lag_before.at(division.mother));
      lowest = division.mother + 1;
    }
  }
}

TEST(Phenotype, EmptyPopulationIsLegal) {
  Tissue tissue(CellType{}, 3);
  EXPECT_TRUE(tissue.advance(6).divisions.empty());
}

TEST(Phenotype, BrokenVolumeNamesCellTimeAndState) {
  Tissue tissue(CellType{}, 3);
  for (int i = 0; i < 10; ++i) tissue.population.add(tissue.type(), 0, {});
  tissue.minutes = 12;
  tissue.population.fluid[7] = std::numeric_limits<double>::quiet_NaN();
  tissue.population.fluid[4] = -1e4;
  try {
    tissue.advance(6);
    FAIL() << "went on with a volume that is not a number";
  } catch (const RunError& error) {
    EXPECT_STREQ(error.what(),
                 "cell 4 at 12 min: its volume is negative or not a finite number (state: live, "
                 "type , phase 0, volume -9376.5 um^3)");
    EXPECT_EQ(error.minutes(), 12.0);
  }
}

// Rates by phase: the second phase is left at 1 /min, and only it kills, at once after entry.
class PhaseBehaviour : public Behaviour {
 public:
  PhaseBehaviour(double exit_of_first, double death_in_second)
      : exit_of_first_(exit_of_first), death_in_second_(death_in_second) {}
  void evaluate(const Signals& signals, const Rates& rates) const override {
    for (std::size_t i = 0; i < signals.size(); ++i) {
      const bool first = signals.phase[i] == 0;
      rates.phase_exit[i] = first ? exit_of_first_ : 1;
      rates.apoptosis[i] = first ? 0 : death_in_second_;
      rates.necrosis[i] = 0;
    }
  }

 private:
  double exit_of_first_, death_in_second_;
};

PhenotypeEvents advance(Population& population, const CellType& type, const Behaviour& behaviour) {
  const Behaviour* behaviours[] = {&behaviour};
  return advance_phenotype(population, {{&type, 1}, behaviours, {}, 0, 6, 0, 5}, Workers(1));
}

CellType ring() {
  CyclePhase there, back;
  there.next = 1;
  return immortal({"ring", {there, back}});
}

// Cells leave the first phase at rate 1 /min and die as they enter the second: of 10000 cells
// exp(-6) = 0.248 % survive the step. Bounds are 3.3 standard deviations (0.1 %).
TEST(Phenotype, BehaviourIsAskedAgainOnEntryOfAPhase) {
  const CellType type = ring();
  Population population;
  for (int i = 0; i < 10000; ++i) population.add(type, 0, {});
  const double infinite = std::numeric_limits<double>::infinity();
  const PhenotypeEvents events = advance(population, type, PhaseBehaviour(1, infinite));
  const double p = std::exp(-6.0);
  EXPECT_NEAR(10000.0 - static_cast<double>(events.apoptoses), 10000 * p,
              3.3 * std::sqrt(10000 * p * (1 - p)));
}

TEST(Phenotype, IllegalRatesAndEndlessPhasesStopTheRun) {
  const CellType type = ring();
  Population population;
  population.add(type, 0, {});
  const auto problem = [&](double exit_of_first) -> std::string {
    try {
      advance(population, type, PhaseBehaviour(exit_of_first, 0));
    } catch (const RunError& error) {
      return error.what();
    }
    return "";
  };
  const std::string state = "(state: live, type , phase 0, volume 2494 um^3)";
  EXPECT_EQ(problem(-1),
            "cell 0 at 0 min: a rate of its behaviour is negative or not a number " + state);
  EXPECT_EQ(problem(std::numeric_limits<double>::quiet_NaN()),
            "cell 0 at 0 min: a rate of its behaviour is negative or not a number " + state);

  CellType spinning = type;
  for (CyclePhase& phase : spinning.cycle.phases) {
    phase.stochastic = false;
    phase.duration = 1e-9;
  }
  EXPECT_THROW(advance(population, spinning, PhaseBehaviour(1, 0)), RunError);
}

TEST(Phenotype, WrongShapesAreRefused) {
  const CellType type;
  const StandardBehaviour standard(type, {});
  const Behaviour* behaviour = &standard;
  Population population;
  for (int i = 0; i < 3; ++i) population.add(type, 0, {});
  const std::vector<double> four(4);
  PhenotypeStep step{{&type, 1}, {&behaviour, 1}, {}, 0, 6, 0, 0};
  const Workers workers(1);

  step.concentration = four;
  EXPECT_THROW(advance_phenotype(population, step, workers), std::invalid_argument);
  step.concentration = {};
  step.step = 0;
  EXPECT_THROW(advance_phenotype(population, step, workers), std::invalid_argument);
  step.step = 6;
  step.behaviours = {};
  EXPECT_THROW(advance_phenotype(population, step, workers), std::invalid_argument);
  step.behaviours = {&behaviour, 1};
  population.type[1] = 1;
  EXPECT_THROW(advance_phenotype(population, step, workers), std::invalid_argument);
}

// The state of one cell, without what it has taken up, fits 180 bytes: 1e7 cells in 1.8 GB.
TEST(Population, BytesOfACell) {
  std::size_t bytes = 0;
  Population population;
  Population::for_each_column(
      population, [&](const char*, const char*, auto& column) { bytes += sizeof(column[0]); });
  EXPECT_LE(bytes, 180U);
}

}  // namespace
}  // namespace cytotwin
