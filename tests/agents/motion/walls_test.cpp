#include "agents/mechanics/walls.h"

#include <gtest/gtest.h>

#include "agents/mechanics/integrator.h"
#include "agents/motion/cell_motion.h"
#include "tests/agents/mechanics/balls.h"

namespace cytotwin {
namespace {

constexpr Grid box{{5, 5, 5}, {20, 20, 20}, {0, 0, 0}};

// With u = 1 - d/r and no adhesion d' = c u^2, so u(t) = u0 / (1 + c u0 t / r).
TEST(Walls, OneCellFollowsTheExactSolution) {
  const MechanicsSpace space{box, true, false};
  for (const double step : {0.02, 0.002}) {
    Mechanics mechanics(one_type(), ForceLaw::repulsion_adhesion, space);
    Population cells;
    add_ball(cells, {5, 50, 50}, 10);
    for (int k = 0; k < std::lround(0.2 / step); ++k) mechanics.advance(cells, step, 0, Workers(1));
    const double u = 0.5 / (1 + 100 * 0.5 * 0.2 / 10);
    // second order: a tenth of the step, a hundredth of the error
    EXPECT_NEAR(cells.x[0], 10 * (1 - u), step == 0.02 ? 2e-2 : 2e-4);
    EXPECT_EQ(cells.y[0], 50);
  }
}

TEST(Walls, AdhesiveOnesHoldACellAtItsBalance) {
  const MechanicsParameters sticky = {.membrane_adhesion = 4, .membrane_repulsion = 100};
  Mechanics mechanics(one_type(sticky), ForceLaw::repulsion_adhesion, {box, true, false});
  Population cells;
  add_ball(cells, {50, 91, 50}, 10);
  for (int k = 0; k < 5000; ++k) mechanics.advance(cells, 0.02, 0, Workers(1));
  // 10 (1 - d/10) = 2 (1 - d/12.5): d = 8 / (1 - 0.16)
  EXPECT_NEAR(100 - cells.y[0], 8 / 0.84, 1e-9);
}

TEST(Walls, NobodyLeaves) {
  std::vector<CellType> types(1);
  types[0].motility = Motility{50, 1, 0, {}, false};
  Population cells = random_balls(300, 100, 5, 8, 3);
  add_motion_columns(cells, types);
  Mechanics mechanics(types, ForceLaw::repulsion_adhesion, {box, true, false});
  ExtraVelocities extra;
  const Workers workers(1);
  for (std::uint32_t k = 0; k < 500; ++k) {
    own_motion(cells, {types, box, {}, 0.1, k, 1}, workers, extra.steady);
    mechanics.advance(cells, 0.1, 0, workers, extra);
    for (std::size_t i = 0; i < cells.size(); ++i) ASSERT_TRUE(box.contains(cells.position(i)));
  }
}

TEST(Affinity, ScalesAdhesionOfTheTwoTypes) {
  std::vector<CellType> types(2);
  types[0].mechanics.affinity = {1, 0.25};
  types[1].mechanics.affinity = {1, 1};
  const auto closing = [&](std::uint16_t a, std::uint16_t b) {
    Population cells;
    cells.add(types[a], a, {0, 0, 0});
    cells.add(types[b], b, {19, 0, 0});  // beyond contact at 16.8, within reach at 21.03
    Mechanics mechanics(types, ForceLaw::repulsion_adhesion);
    mechanics.advance(cells, 0.1, 0, Workers(1));
    return cells.x[0];
  };
  EXPECT_GT(closing(0, 0), 0);
  EXPECT_NEAR(closing(0, 1), 0.5 * closing(0, 0), 1e-15);
  EXPECT_EQ(closing(0, 1), closing(1, 0));
  types[0].mechanics.affinity = {1, 0};
  EXPECT_EQ(closing(0, 1), 0);
}

TEST(Movable, OthersFeelACellThatStays) {
  std::vector<CellType> types(2);
  types[1].mechanics.movable = false;
  Population cells;
  cells.add(types[0], 0, {0, 0, 0});
  cells.add(types[1], 1, {10, 0, 0});
  Mechanics mechanics(types, ForceLaw::repulsion_adhesion);
  mechanics.advance(cells, 0.1, 0, Workers(1));
  EXPECT_LT(cells.x[0], 0);
  EXPECT_EQ(cells.x[1], 10);
}

}  // namespace
}  // namespace cytotwin
