#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agents/mechanics/integrator.h"
#include "agents/mechanics/ordering.h"
#include "tests/agents/mechanics/balls.h"

namespace cytotwin {
namespace {

Population dense_ball(std::size_t wanted, std::uint64_t seed) {
  const Population box = random_balls(2 * wanted, 1, 8, 8, seed);
  // a ball of cells at 80 % of its volume: deep random overlaps, as after a burst of divisions
  const double edge = 2 * std::cbrt(static_cast<double>(wanted) / 0.8) * 8;
  Population cells;
  for (std::size_t i = 0; i < box.size(); ++i) {
    const Vec3 at = edge * (box.position(i) - Vec3{0.5, 0.5, 0.5});
    if (norm(at) < edge / 2) add_ball(cells, at, 8);
  }
  return cells;
}

double mean_square_radius(const Population& cells) {
  double sum = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) sum += dot(cells.position(i), cells.position(i));
  return std::sqrt(5.0 / 3 * sum / static_cast<double>(cells.size()));
}

Population relaxed(Population cells, double step, double minutes, unsigned threads,
                   bool rebuild_always = false) {
  Mechanics mechanics(one_type(), ForceLaw::repulsion_adhesion);
  const Workers workers(threads);
  for (long i = 0; i < std::lround(minutes / step); ++i) {
    if (rebuild_always) mechanics.invalidate();
    mechanics.advance(cells, step, 0, workers);
  }
  return cells;
}

TEST(Mechanics, SameBytesForAnyNumberOfThreads) {
  const Population start = dense_ball(3000, 9);
  const Population one = relaxed(start, 0.5, 20, 1);

  for (const unsigned threads : {2U, 4U}) {
    const Population more = relaxed(start, 0.5, 20, threads);
    EXPECT_EQ(one.x, more.x);
    EXPECT_EQ(one.pressure, more.pressure);
  }
}

TEST(Mechanics, SameBytesWheneverTheListIsRebuilt) {
  const Population start = dense_ball(1500, 10);

  EXPECT_EQ(relaxed(start, 0.2, 20, 1, false).x, relaxed(start, 0.2, 20, 1, true).x);
}

TEST(Mechanics, OrderOfCreationIsForgottenBySorting) {
  Population start = dense_ball(1000, 12), shuffled = start;
  std::vector<std::uint32_t> order(start.size());
  std::iota(order.rbegin(), order.rend(), 0U);
  shuffled.reorder(order);
  start.reorder(space_filling_order(start));
  shuffled.reorder(space_filling_order(shuffled));

  EXPECT_EQ(relaxed(start, 0.2, 5, 1).x, relaxed(shuffled, 0.2, 5, 1).x);
}

// Steps of 0.1 and 2 min differ on the way but must come to the same ball. A ball of 2,000 cells
// has a radius near 115 um; half a cell's radius of spread would be 4 um.
TEST(Mechanics, LongStepsReachTheRadiusOfShortOnes) {
  const Population start = dense_ball(2000, 13);
  const double fine = mean_square_radius(relaxed(start, 0.1, 400, 2));

  EXPECT_NEAR(mean_square_radius(relaxed(start, 1, 400, 2)), fine, 1);
  EXPECT_NEAR(mean_square_radius(relaxed(start, 2, 400, 2)), fine, 1);
}

// Second law of this overdamped motion: with repulsion alone the pair energy never rises.
TEST(Mechanics, EnergyFallsAtAnyStep) {
  const auto energy = [](Population cells) {
    const PairTable pairs(std::vector<MechanicsParameters>{{.adhesion = 0}},
                          ForceLaw::repulsion_adhesion);
    NeighbourList list(pairs.reach(), 0);
    list.update(cells, 0, Workers(1));
    double sum = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      for (const std::uint32_t j : list.of(i)) {
        const double u = std::max(0.0, 1 - norm(cells.position(i) - cells.position(j)) / 16);
        sum += u * u * u;
      }
    }
    return sum;
  };
  for (const double step : {0.1, 0.5, 2.0}) {
    Population cells = dense_ball(800, 14);
    Mechanics mechanics(one_type({.adhesion = 0}), ForceLaw::repulsion_adhesion);
    const Workers workers(1);
    double before = energy(cells);
    for (int i = 0; i < 50; ++i) {
      mechanics.advance(cells, step, 0, workers);
      const double now = energy(cells);
      EXPECT_LE(now, before * (1 + 1e-12)) << "step " << step << ", number " << i;
      before = now;
    }
  }
}

}  // namespace
}  // namespace cytotwin
