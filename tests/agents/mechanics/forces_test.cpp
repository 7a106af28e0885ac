#include "agents/mechanics/forces.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "tests/agents/mechanics/all_forces.h"
#include "tests/agents/mechanics/balls.h"

namespace cytotwin {
namespace {

CellForces forces_of(Population& cells, ForceLaw law, MechanicsParameters parameters = {}) {
  const std::vector<MechanicsParameters> types = {parameters};
  const PairTable pairs(types, law);
  NeighbourList list(pairs.reach(), 1);
  list.update(cells, 0, Workers(1));
  return all_forces(cells, list, pairs, Workers(1));
}

TEST(CellForces, TwoCellsByHand) {
  Population cells;
  add_ball(cells, {0, 0, 0}, 10);
  add_ball(cells, {0, 16, 0}, 10);

  // 10 (1 - 16/20)^2 - 0.4 (1 - 16/25)^2 = 0.4 - 0.05184
  const CellForces forces = forces_of(cells, ForceLaw::repulsion_adhesion);
  EXPECT_NEAR(forces.vy[1], 0.34816, 1e-14);
  EXPECT_NEAR(forces.vy[0], -0.34816, 1e-14);
  EXPECT_NEAR(cells.pressure[0], 0.04 / pressure_scale, 1e-14);
  // |slope| bound: 2 x 10 x 0.2 / 20 + 2 x 0.4 x 0.36 / 25
  EXPECT_NEAR(forces.stiffness[0], 0.2 + 0.01152, 1e-14);

  const CellForces spring = forces_of(cells, ForceLaw::linear_spring, {.stiffness = 0.5});
  EXPECT_NEAR(spring.vy[1], 2, 1e-14);
}

TEST(CellForces, ReachIsSharedByUnlikeTypes) {
  Population cells;
  add_ball(cells, {0, 0, 0}, 10);
  add_ball(cells, {21, 0, 0}, 5);
  cells.type[1] = 1;
  const std::vector<MechanicsParameters> types = {{.adhesion = 0.4, .reach = 1.25},
                                                  {.adhesion = 0.9, .reach = 2}};
  const PairTable pairs(types, ForceLaw::repulsion_adhesion);
  NeighbourList list(pairs.reach(), 1);
  list.update(cells, 0, Workers(1));
  const CellForces forces = all_forces(cells, list, pairs, Workers(1));

  // S = 1.25 x 10 + 2 x 5 = 22.5; sqrt(0.4 x 0.9) = 0.6
  EXPECT_NEAR(forces.vx[0], 0.6 * std::pow(1 - 21 / 22.5, 2), 1e-14);
}

// Equal cells push and pull each other alike: the velocities of all sum to nothing but round-off.
TEST(CellForces, VelocitiesOfEqualCellsSumToZero) {
  Population cells = random_balls(3000, 160, 8, 8, 2);
  const CellForces forces = forces_of(cells, ForceLaw::repulsion_adhesion);
  double sum = 0, size = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    sum += forces.vx[i];
    size += std::abs(forces.vx[i]);
  }
  EXPECT_LT(std::abs(sum), 1e-13 * size);
}

// The published scale: 12 neighbours at the spacing of cells packed hexagonally in as many as fill
// space, centre distance (2 pi / sqrt(18))^(1/3) x 2 R / 2^(1/3) = 0.9523 of contact.
TEST(CellForces, PressureIsOneAmongTwelveHexagonalNeighbours) {
  const double contact = 20;
  const double overlap = std::sqrt(pressure_scale / 12);
  Population cells;
  add_ball(cells, {0, 0, 0}, contact / 2);
  const double d = contact * (1 - overlap), s = d / std::numbers::sqrt2;
  for (const double a : {-s, s}) {
    for (const double b : {-s, s}) {
      add_ball(cells, {a, b, 0}, contact / 2);
      add_ball(cells, {a, 0, b}, contact / 2);
      add_ball(cells, {0, a, b}, contact / 2);
    }
  }
  forces_of(cells, ForceLaw::repulsion_adhesion);

  EXPECT_NEAR(cells.pressure[0], 1, 1e-12);
  EXPECT_NEAR(1 - overlap, 0.9523, 1e-4);
}

}  // namespace
}  // namespace cytotwin
