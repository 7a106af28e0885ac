#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "agents/cells/cycle.h"
#include "tests/agents/cells/tissue.h"

namespace cytotwin {
namespace {

CellType mortal(double duration, double early_exit) {
  CyclePhase life;
  life.name = "life";
  life.stochastic = false;
  life.duration = duration;
  life.early_exit = early_exit;
  life.dies = true;
  CellType type;
  type.cycle = {"mortal", {life}};
  type.death.apoptosis.rate = 0;
  return type;
}

// Share alive (1 - t / T)^p within 3.3 standard errors, at any step; none is left at T.
TEST(LimitedLife, FollowsItsSurvivalAtAnyStep) {
  constexpr double duration = 14400;
  constexpr std::size_t cells = 20000;
  for (const double p : {1.0 / 6, 1.0, 2.0}) {
    for (const double step : {60.0, 1440.0}) {
      Tissue tissue(mortal(duration, p), 5);
      for (std::size_t i = 0; i < cells; ++i) tissue.population.add(tissue.type(), 0, {});
      for (const double time : {2880.0, 7200.0, 12960.0}) {
        tissue.advance_until(time, step);
        const double share = std::pow(1 - time / duration, p);
        const double live = static_cast<double>(tissue.count(CellState::live));
        EXPECT_NEAR(live, cells * share, 3.3 * std::sqrt(cells * share * (1 - share)))
            << "p " << p << ", step " << step << ", time " << time;
      }
      tissue.advance_until(duration, step);
      EXPECT_EQ(tissue.count(CellState::live), 0U);
    }
  }
}

TEST(LimitedLife, IsForPhasesThatEndInDeath) {
  CycleModel cycle = mortal(100, 0.5).cycle;
  EXPECT_NO_THROW(validate(cycle));
  cycle.phases[0].dies = false;
  EXPECT_THROW(validate(cycle), std::invalid_argument);
  cycle.phases[0].dies = true;
  cycle.phases[0].present_pace = true;
  EXPECT_THROW(validate(cycle), std::invalid_argument);
}

/// Answers a pace that is a tenth up to a time and 1 from then on.
class HeldUp : public Behaviour {
 public:
  explicit HeldUp(double pace) : pace_(pace) {}
  void evaluate(const Signals& signals, const Rates& rates) const override {
    for (std::size_t i = 0; i < signals.size(); ++i) {
      rates.phase_exit[i] = pace_;
      rates.apoptosis[i] = rates.necrosis[i] = 0;
    }
  }

 private:
  double pace_;
};

double divides_at(bool present_pace) {
  CyclePhase phase;
  phase.name = "cycling";
  phase.stochastic = false;
  phase.duration = 1000;
  phase.divides = true;
  phase.present_pace = present_pace;
  CellType type;
  type.cycle = {"held up", {phase}};
  Population population;
  population.add(type, 0, {});
  const HeldUp slow(0.1), fast(1);
  for (std::uint32_t k = 0; k < 1000; ++k) {
    const double minutes = 6.0 * k;
    const Behaviour* behaviour = &slow;
    if (minutes >= 1200) behaviour = &fast;
    const PhenotypeStep now{{&type, 1}, {&behaviour, 1}, {}, minutes, 6, k, 3};
    const PhenotypeEvents events = advance_phenotype(population, now, Workers(1));
    if (!events.divisions.empty()) return minutes + 6 - population.lag[0];
  }
  return -1;
}

// A pace of 0.1 for 1200 min and of 1 afterwards, over a duration of 1000 min: summed up it is over
// after 1200 + 880 min; judged by the moment, as soon as the pace is 1.
TEST(PresentPace, MakesUpForTimeOnHold) {
  EXPECT_NEAR(divides_at(false), 2080, 1e-9);
  EXPECT_NEAR(divides_at(true), 1200, 1e-9);
}

// The one that is held lets 100 min pass and has all of them before it afterwards.
TEST(Held, LetsTheStepPass) {
  const CellType type = mortal(100, 0);
  Population population;
  for (int i = 0; i < 2; ++i) population.add(type, 0, {});
  const HeldUp pace(1);
  const Behaviour* behaviour = &pace;
  const std::vector<std::uint8_t> held = {1, 0};
  PhenotypeStep step{{&type, 1}, {&behaviour, 1}, {}, 0, 101, 0, 3};
  step.held = held;
  advance_phenotype(population, step, Workers(1));
  EXPECT_EQ(population.state[0], CellState::live);
  EXPECT_EQ(population.phase_time[0], 0);
  EXPECT_EQ(population.state[1], CellState::apoptotic);
}

}  // namespace
}  // namespace cytotwin
