#include "agents/retina/new_vessels.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cytotwin {
namespace {

TEST(NewVessels, SproutAtTheirRateAfterSixtyDays) {
  const NewVesselConstants constants;
  int sprouted = 0;
  constexpr int eyes = 4000;
  for (std::uint64_t seed = 0; seed < eyes; ++seed) {
    NewVessels state = no_new_vessels(seed);
    for (int day = 0; day < 425; ++day) {
      step_new_vessels(state, constants, 2, 0.25, day, 1, seed);
      if (day < 58) {
        ASSERT_EQ(state.mass, 0);
      }
    }
    if (state.sprouted >= 0) ++sprouted;
  }
  // drive 0.5 is half of the most; 366 steps count
  const double expected = 1 - std::exp(-0.5 * constants.most * 366);
  EXPECT_NEAR(static_cast<double>(sprouted) / eyes, expected,
              4 * std::sqrt(expected * (1 - expected) / eyes));
}

TEST(NewVessels, RegressWithAHalfLifeOfTwoWeeks) {
  const NewVesselConstants constants;
  NewVessels state = no_new_vessels(1);
  state.mass = 0.02;
  for (int day = 0; day < 14; ++day) step_new_vessels(state, constants, 0.1, 0.25, day, 1, 1);
  EXPECT_NEAR(state.mass, 0.01, 2e-4);  // logistic: 1 % from an exponential at this size
  NewVessels once = no_new_vessels(1);
  once.mass = 0.02;
  step_new_vessels(once, constants, 0.1, 0.25, 0, 14, 1);
  EXPECT_NEAR(once.mass, state.mass, 1e-12) << "exact for any step";
}

TEST(NewVessels, NeverWithoutNonPerfusion) {
  NewVessels state = no_new_vessels(3);
  for (int day = 0; day < 10000; day += 10) step_new_vessels(state, {}, 1.1, 0.05, day, 10, 3);
  EXPECT_EQ(state.mass, 0);
  EXPECT_EQ(state.sprouted, -1);
}

}  // namespace
}  // namespace cytotwin
