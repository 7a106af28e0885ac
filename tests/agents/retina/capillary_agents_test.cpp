#include "agents/retina/capillary_agents.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace cytotwin {
namespace {

constexpr std::size_t segments = 20000;

/// Segments that all see the same, stepped for some years.
struct Uniform {
  CapillaryConstants constants;
  double excess = 0, drive = 1;
  std::vector<std::uint8_t> capillary = std::vector<std::uint8_t>(segments, 1);
  std::vector<std::uint8_t> near_closed = std::vector<std::uint8_t>(segments, 0);

  CapillaryAgents after(double years, double step, std::uint64_t seed = 1) const {
    const std::vector<double> vegf(segments, excess), diameter(segments, 5);
    CapillaryAgents agents = open_capillaries(segments, constants, seed);
    const auto steps = static_cast<int>(std::lround(years * 365.25 / step));
    for (int k = 0; k < steps; ++k) {
      step_capillaries(agents, constants,
                       {k * step, step, drive, vegf, diameter, 5, capillary, near_closed, 1}, seed);
    }
    return agents;
  }
};

std::size_t not_open(const CapillaryAgents& agents) {
  return static_cast<std::size_t>(
      std::count_if(agents.status.begin(), agents.status.end(),
                    [](VesselStatus status) { return status != VesselStatus::open; }));
}

// Four standard errors: a right program fails one seed in 16,000, and this seed does not.
void expect_share(std::size_t count, double share) {
  const double n = segments, error = std::sqrt(share * (1 - share) / n);
  EXPECT_NEAR(static_cast<double>(count) / n, share, 4 * error);
}

TEST(CapillaryAgents, SurviveExponentiallyUnderAConstantHazard) {
  Uniform patch;
  patch.constants.occlusion = 0.01 / 365.25;
  patch.constants.reopening = 0;
  expect_share(not_open(patch.after(10, 30.4375)), 1 - std::exp(-0.1));
  patch.drive = 4;
  expect_share(not_open(patch.after(10, 30.4375)), 1 - std::exp(-0.4));
  patch.drive = 1;
  patch.excess = 0.02;  // 1 + 100 x 0.02 = 3
  expect_share(not_open(patch.after(10, 30.4375)), 1 - std::exp(-0.3));
}

TEST(CapillaryAgents, CloseAtTheSameTimesInStepsOfADayOrAMonth) {
  Uniform patch;
  patch.constants.occlusion = 0.02 / 365.25;
  patch.constants.reopening = 0;
  const CapillaryAgents fine = patch.after(120.0 / 365.25, 1),
                        coarse = patch.after(120.0 / 365.25, 30);
  for (std::size_t s = 0; s < segments; ++s) EXPECT_EQ(fine.open(s), coarse.open(s)) << s;
}

TEST(CapillaryAgents, PlugsComeLooseInTheFirstMonthOnly) {
  Uniform patch;
  patch.constants.occlusion = 100;  // all in the first step
  patch.constants.reopening = 0.02;
  CapillaryAgents agents = patch.after(1 / 365.25, 1);
  EXPECT_EQ(not_open(agents), segments);
  patch.constants.occlusion = 0;
  const std::vector<double> none(segments, 0), diameter(segments, 5);
  std::size_t reopened = 0;
  for (int day = 1; day < 200; ++day) {
    const CapillaryEvents events = step_capillaries(
        agents, patch.constants,
        {static_cast<double>(day), 1, 1, none, diameter, 5, patch.capillary, patch.near_closed, 1},
        1);
    reopened += events.reopened;
    if (day > 31) {
      EXPECT_EQ(events.reopened, 0u);
    }
  }
  // a plug of day 1 may come loose until the step that ends on day 30
  expect_share(reopened, 1 - std::exp(-0.02 * 30));
  EXPECT_EQ(static_cast<std::size_t>(
                std::count(agents.status.begin(), agents.status.end(), VesselStatus::occluded)),
            segments - reopened);
  step_capillaries(agents, patch.constants,
                   {213, 1, 1, none, diameter, 5, patch.capillary, patch.near_closed, 1}, 1);
  EXPECT_EQ(static_cast<std::size_t>(
                std::count(agents.status.begin(), agents.status.end(), VesselStatus::acellular)),
            segments - reopened);
}

TEST(CapillaryAgents, PericytesDieIndependentlyAndRaiseTheHazard) {
  Uniform patch;
  patch.constants.occlusion = 0;
  patch.constants.pericyte_loss = 0.02 / 365.25;
  const CapillaryAgents agents = patch.after(20, 30.4375);
  std::size_t alive = 0;
  for (const std::uint8_t count : agents.pericytes) alive += count;
  expect_share(alive / 3, std::exp(-0.4));
  patch.constants = {};
  patch.constants.occlusion = 0.01 / 365.25;
  patch.constants.reopening = 0;
  patch.constants.pericyte_loss = 10;  // all at once
  patch.constants.pericyte_gain = 2;
  expect_share(not_open(patch.after(10, 30.4375)), 1 - std::exp(-0.3));
}

TEST(CapillaryAgents, MicroaneurysmsComeToTheirBalance) {
  Uniform patch;
  patch.constants.occlusion = 0;
  patch.constants.pericyte_loss = 10;
  patch.constants.microaneurysm = 0.5 / 365.25;
  patch.constants.clearing = 2 / 365.25;
  const CapillaryAgents agents = patch.after(10, 7);
  std::size_t seen = 0;
  for (const std::uint8_t one : agents.microaneurysm) seen += one;
  // a step of a week forgets what is left of it: 0.5/(0.5 + 2) within 2 %
  EXPECT_NEAR(static_cast<double>(seen) / segments, 0.2, 0.004 + 4 * std::sqrt(0.16 / segments));
}

TEST(CapillaryAgents, ArteriesStayOpen) {
  Uniform patch;
  patch.constants.occlusion = 100;
  std::fill(patch.capillary.begin(), patch.capillary.end(), std::uint8_t{0});
  EXPECT_EQ(not_open(patch.after(1, 30)), 0u);
}

}  // namespace
}  // namespace cytotwin
