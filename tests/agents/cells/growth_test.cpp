#include "agents/cells/growth.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace cytotwin {
namespace {

constexpr double hour = 60;
constexpr double apoptosis = 0.00319 / hour;

// G1 stochastic, S, G2 and M fixed: the template cycle of the published simulators.
CycleModel template_cycle() {
  CycleModel cycle = flow_separated_cycle();
  cycle.phases[0].exit_rate = 1.0 / 300;
  const double durations[] = {0, 480, 240, 60};
  for (std::size_t i = 1; i < 4; ++i) {
    cycle.phases[i].stochastic = false;
    cycle.phases[i].duration = durations[i];
  }
  return cycle;
}

// Values of the Euler-Lotka equation as published [1/h], to half a unit of the last digit.
TEST(Growth, RatesMeetThePublishedValues) {
  const double digit = 5e-6;
  EXPECT_NEAR(hour * euler_lotka_rate(ki67_basic_cycle(), apoptosis), 0.03190, digit);
  EXPECT_NEAR(hour * euler_lotka_rate(ki67_basic_cycle(), 0), 0.03509, digit);
  EXPECT_NEAR(hour * euler_lotka_rate(ki67_advanced_cycle(), apoptosis), 0.03349, digit);
  EXPECT_NEAR(hour * euler_lotka_rate(live_cycle(), apoptosis), 0.04001, digit);
  EXPECT_NEAR(hour * euler_lotka_rate(flow_cycle(), apoptosis), 0.03997, digit);
  EXPECT_NEAR(hour * euler_lotka_rate(flow_separated_cycle(), apoptosis), 0.03999, digit);
  EXPECT_NEAR(hour * euler_lotka_rate(template_cycle(), 5.31667e-5), 0.03628, digit);
}

// One fixed phase of duration T doubles every T: ln 2 / T, to round-off of the bisection.
TEST(Growth, FixedCycleDoublesOnceADuration) {
  CycleModel cycle = live_cycle();
  cycle.phases[0].stochastic = false;
  cycle.phases[0].duration = 420;
  EXPECT_NEAR(euler_lotka_rate(cycle, 0), std::log(2.0) / 420, 1e-17);
  EXPECT_NEAR(euler_lotka_rate(cycle, 0.01), std::log(2.0) / 420 - 0.01, 1e-17);
}

TEST(Growth, WithoutDivisionTheRateIsMinusTheDeathRate) {
  CycleModel resting = live_cycle();
  resting.phases[0].exit_rate = 0;
  CycleModel sterile = ki67_basic_cycle();
  sterile.phases[1].divides = false;

  EXPECT_EQ(euler_lotka_rate(resting, 0.25), -0.25);
  EXPECT_EQ(euler_lotka_rate(sterile, 0.25), -0.25);
  EXPECT_THROW(euler_lotka_rate(sterile, -1), std::invalid_argument);
}

// Ki67 basic, Q at rate q then K of duration T: with s = lambda + death, entry into K is the flow
// q Q, so K/Q = q (1 - exp(-s T)) / s.
TEST(Growth, PhaseFractionsOfKi67BasicAreTheClosedForm) {
  const CycleModel cycle = ki67_basic_cycle();
  const GrowingDistribution growing(cycle, apoptosis);
  const double s = growing.growth_rate() + apoptosis;
  const double ratio = cycle.phases[0].exit_rate * (1 - std::exp(-s * 15.5 * hour)) / s;
  EXPECT_NEAR(growing.phase_fractions()[1], ratio / (1 + ratio), 1e-14);
  EXPECT_NEAR(growing.phase_fractions()[0], 1 / (1 + ratio), 1e-14);
}

// Chi-square of 100000 independent draws in 2 phases x 10 bins of equal probability, from the
// quantiles of the age in the phase; 19 degrees of freedom, critical value at 0.1 %: 43.82.
double age_chi_square(double stretch) {
  const CycleModel cycle = ki67_basic_cycle();
  const GrowingDistribution growing(cycle, apoptosis);
  const double s = growing.growth_rate() + apoptosis;
  const double rate = cycle.phases[0].exit_rate + s, duration = 15.5 * hour;
  const int draws = 100000;
  double counts[2][10] = {};
  RandomStream random(11, 0, 0, Purpose::initial_phase);
  for (int i = 0; i < draws; ++i) {
    const CyclePosition position = growing.draw(random);
    const double age = stretch * position.phase_time;
    const double quantile = position.phase == 0 ? -std::expm1(-rate * age)
                                                : std::expm1(-s * age) / std::expm1(-s * duration);
    ++counts[position.phase][std::min(9, static_cast<int>(10 * quantile))];
  }
  double chi_square = 0;
  for (int phase = 0; phase < 2; ++phase) {
    const double expected = draws * growing.phase_fractions()[static_cast<std::size_t>(phase)] / 10;
    for (const double count : counts[phase]) {
      chi_square += (count - expected) * (count - expected) / expected;
    }
  }
  return chi_square;
}

TEST(Growth, DrawsFollowTheAgeDistribution) { EXPECT_LT(age_chi_square(1.0), 43.82); }

TEST(Growth, TheAgeTestFailsAWrongDistribution) { EXPECT_GT(age_chi_square(0.97), 43.82); }

TEST(Growth, ACellThatIsNeverLeftIsDrawnAtAgeZero) {
  CycleModel resting = ki67_basic_cycle();
  resting.phases[0].exit_rate = 0;
  RandomStream random(1, 0, 0, Purpose::initial_phase);
  const CyclePosition position = draw_growing(resting, apoptosis, random);
  EXPECT_EQ(position.phase, 0);
  EXPECT_EQ(position.phase_time, 0.0);
}

// Q: full size. K1 (doubles) at 100 min: 100 min on the way to twice the size. K2 follows the
// division: full size again. Flow M: S and G2 have passed on average, 1/.00208 + 1/.00417 min.
TEST(Growth, VolumeBelongsToThePlaceInTheCycle) {
  CellType type;
  type.cycle = ki67_advanced_cycle();
  CellType flow;
  flow.cycle = flow_separated_cycle();
  Population population;
  const std::size_t row = population.add(type, 0, {});
  const VolumeModel& model = type.volume;
  const auto grown = [&](double minutes) {
    return advance_volume(
               {1870.5, 135, 488.5},
               {model.fluid_fraction, 2 * model.nuclear_solid(), 2 * model.cytoplasmic_solid()},
               model.live, minutes, VolumeScheme::exact)
        .total();
  };
  // Full volumes are sums of three rounded parts: 1e-14 relative.
  const auto expect = [&](const CellType& of, CyclePosition position, double volume,
                          double target) {
    set_cycle_position(population, row, of, position);
    EXPECT_NEAR(population.volume(row).total(), volume, 1e-14 * volume);
    EXPECT_EQ(population.nuclear_solid_target[row], target);
    EXPECT_EQ(population.phase[row], position.phase);
    EXPECT_EQ(population.phase_time[row], position.phase_time);
  };

  expect(type, {0, 77}, 2494, 135);
  expect(type, {1, 100}, grown(100), 270);
  expect(type, {2, 10}, 2494, 135);
  expect(flow, {3, 5}, grown(1 / 0.00208 + 1 / 0.00417 + 5), 270);
}

}  // namespace
}  // namespace cytotwin
