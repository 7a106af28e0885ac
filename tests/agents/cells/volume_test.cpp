#include "agents/cells/volume.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "agents/cells/death.h"

namespace cytotwin {
namespace {

const VolumeModel mcf7;
const CellVolume full_size{mcf7.total * mcf7.fluid_fraction, mcf7.nuclear_solid(),
                           mcf7.cytoplasmic_solid()};
const VolumeTargets doubled{0.75, 2 * mcf7.nuclear_solid(), 2 * mcf7.cytoplasmic_solid()};

CellVolume repeat(CellVolume volume, const VolumeTargets& targets, const VolumeRates& rates,
                  double step, std::size_t steps, VolumeScheme scheme) {
  for (std::size_t i = 0; i < steps; ++i) {
    volume = advance_volume(volume, targets, rates, step, scheme);
  }
  return volume;
}

// Right-hand side of the model, and 20000 steps of the classical Runge-Kutta method in long
// double: its error, (r h)^4 over all steps, is below 1e-13 for the rates and spans used here.
struct Slope {
  long double f, n, c;
};
Slope slope(Slope v, const VolumeTargets& t, const VolumeRates& r) {
  return {r.fluid * (t.fluid_fraction * (v.f + v.n + v.c) - v.f),
          r.nuclear * (t.nuclear_solid - v.n), r.cytoplasmic * (t.cytoplasmic_solid - v.c)};
}
Slope shifted(Slope v, long double h, Slope k) {
  return {v.f + h * k.f, v.n + h * k.n, v.c + h * k.c};
}
CellVolume runge_kutta(const CellVolume& start, const VolumeTargets& t, const VolumeRates& r,
                       double span) {
  Slope v{start.fluid, start.nuclear_solid, start.cytoplasmic_solid};
  const int steps = 20000;
  const long double h = static_cast<long double>(span) / steps;
  for (int i = 0; i < steps; ++i) {
    const Slope a = slope(v, t, r), b = slope(shifted(v, h / 2, a), t, r);
    const Slope c = slope(shifted(v, h / 2, b), t, r), d = slope(shifted(v, h, c), t, r);
    v = shifted(shifted(v, h / 6, a), h / 3, b);
    v = shifted(shifted(v, h / 3, c), h / 6, d);
  }
  return {static_cast<double>(v.f), static_cast<double>(v.n), static_cast<double>(v.c)};
}

// Ordinary states, and those where the closed form's denominators vanish: f* = 1 (a = 0), r_F = 0,
// r_N = r_C = a, and a within 1e-9 of r_N.
struct Case {
  const char* name;
  VolumeRates rates;
  VolumeTargets targets;
};
const std::vector<Case> cases = {
    {"live", mcf7.live, doubled},
    {"apoptotic", ApoptosisModel{}.volume, {0, 0, 0}},
    {"swelling", NecrosisModel{}.swelling, {1, 0, 0}},
    {"lysed", NecrosisModel{}.lysis, {0, 0, 0}},
    {"no fluid exchange", {0, 0.01, 0.02}, doubled},
    {"nothing moves", {0, 0, 0}, doubled},
    {"solids stand", {0.05, 0, 0}, doubled},
    {"confluent", {0.02, 0.005, 0.005}, doubled},
    {"nearly confluent", {0.02, 0.005 * (1 + 1e-9), 0.005 * (1 - 1e-9)}, doubled},
    {"swelling with growing solids", {0.02, 0.005, 0.003}, {1, 200, 900}},
};

TEST(Volume, ExactStepMeetsAnIndependentIntegration) {
  for (const Case& c : cases) {
    for (const double span : {0.1, 6.0, 100.0, 480.0}) {
      const CellVolume exact =
          advance_volume(full_size, c.targets, c.rates, span, VolumeScheme::exact);
      const CellVolume reference = runge_kutta(full_size, c.targets, c.rates, span);
      const auto near = [&](double value, double wanted) {
        EXPECT_NEAR(value, wanted, 1e-9 * (std::abs(wanted) + 1e-3)) << c.name << ", " << span;
      };
      near(exact.fluid, reference.fluid);
      near(exact.nuclear_solid, reference.nuclear_solid);
      near(exact.cytoplasmic_solid, reference.cytoplasmic_solid);
    }
  }
}

// The propagator of a sum of steps is the product of the steps': what is left is round-off, about
// 1000 steps of a few ulps each of 1e-16.
TEST(Volume, ExactStepDoesNotDependOnTheStep) {
  for (const Case& c : cases) {
    const CellVolume one = advance_volume(full_size, c.targets, c.rates, 100, VolumeScheme::exact);
    const CellVolume many = repeat(full_size, c.targets, c.rates, 0.1, 1000, VolumeScheme::exact);
    EXPECT_NEAR(many.fluid, one.fluid, 1e-12 * one.total()) << c.name;
    EXPECT_NEAR(many.nuclear_solid, one.nuclear_solid, 1e-12 * one.total()) << c.name;
    EXPECT_NEAR(many.cytoplasmic_solid, one.cytoplasmic_solid, 1e-12 * one.total()) << c.name;
  }
}

// Published runs took explicit Euler at 0.1 min; their printed digits bound the comparison, half
// a unit of the last one (7e-5 relative at worst).
TEST(Volume, EulerReproducesPublishedGrowth) {
  const std::vector<std::pair<int, double>> published = {
      {120, 3180.33}, {240, 3872.32}, {480, 4609.37}, {600, 4770.40}, {1200, 4974.30}};
  for (const auto& [minutes, volume] : published) {
    const auto steps = static_cast<std::size_t>(minutes) * 10;
    EXPECT_NEAR(repeat(full_size, doubled, mcf7.live, 0.1, steps, VolumeScheme::euler).total(),
                volume, 0.005 + 1e-9)
        << minutes;
  }
}

TEST(Volume, EulerReproducesPublishedApoptosis) {
  for (const auto& [minutes, volume] :
       std::vector<std::pair<int, double>>{{120, 137.594}, {240, 42.206}, {480, 8.365}}) {
    const auto steps = static_cast<std::size_t>(minutes) * 10;
    EXPECT_NEAR(
        repeat(full_size, {0, 0, 0}, ApoptosisModel{}.volume, 0.1, steps, VolumeScheme::euler)
            .total(),
        volume, 0.0005 + 1e-9)
        << minutes;
  }
}

// Euler is of order 1 towards the exact solution: half the step, half the error.
TEST(Volume, EulerConvergesToTheExactStepAtOrderOne) {
  const double exact =
      advance_volume(full_size, doubled, mcf7.live, 120, VolumeScheme::exact).total();
  const double coarse =
      repeat(full_size, doubled, mcf7.live, 0.1, 1200, VolumeScheme::euler).total() - exact;
  const double fine =
      repeat(full_size, doubled, mcf7.live, 0.05, 2400, VolumeScheme::euler).total() - exact;
  EXPECT_NEAR(coarse / fine, 2.0, 0.01);  // next term of the error: relative r h = 5e-3
}

TEST(Volume, EulerIsClippedAtZero) {
  const CellVolume volume =
      advance_volume(full_size, {0, 0, 0}, {3, 3, 3}, 1.0, VolumeScheme::euler);
  EXPECT_EQ(volume.total(), 0.0);
}

TEST(Volume, RadiusAndNucleusOfAFullCell) {
  EXPECT_NEAR(radius_of(2494), 8.4127, 5e-5);  // published to five digits
  EXPECT_NEAR(full_size.nuclear(), 540, 540 * 1e-15);
}

}  // namespace
}  // namespace cytotwin
