#include "agents/contacts/pull.h"

#include <gtest/gtest.h>

namespace cytotwin {
namespace {

constexpr std::uint16_t hunter = 0, prey = 1, bystander = 2;

/// A hunter at the origin among other cells, radii 8.41 um: reach 21.0 um.
struct Surrounded {
  std::vector<CellType> types{3};
  Population cells;
  NeighbourList neighbours{1.25, 5};
  Workers workers{1};

  Surrounded() {
    types[hunter].contact.attack.rate = {0, 0.01, 0};
    types[hunter].contact.attack.pull = 0.01;
    types[hunter].contact.attack.pull_beyond = 17.8;
    cells.add(types[hunter], hunter, {});
  }
  void add(std::uint16_t type, Vec3 at) { cells.add(types[type], type, at); }
  Drift pull() {
    neighbours.invalidate();
    neighbours.update(cells, 0, workers);
    Drift drift;
    drift.assign(cells.size());
    add_pull(cells, types, neighbours, workers, drift);
    return drift;
  }
};

TEST(Pull, AddsRateTimesDistanceOfTheTargetsBetweenItsBounds) {
  Surrounded around;
  around.add(prey, {18, 0, 0});
  around.add(prey, {0, 20, 0});
  around.add(prey, {0, 0, 17.7});      // too near
  around.add(prey, {0, 0, -21.1});     // out of reach, though listed
  around.add(bystander, {0, -19, 0});  // no target
  const Drift drift = around.pull();
  EXPECT_NEAR(drift.x[0], 0.18, 1e-15);
  EXPECT_NEAR(drift.y[0], 0.20, 1e-15);
  EXPECT_EQ(drift.z[0], 0);
  for (std::size_t i = 1; i < around.cells.size(); ++i) EXPECT_EQ(drift.x[i], 0) << i;
}

TEST(Pull, EndsAtItsOwnLimit) {
  Surrounded around;
  around.types[hunter].contact.attack.pull_within = 19;
  around.add(prey, {18, 0, 0});
  around.add(prey, {0, 20, 0});
  const Drift drift = around.pull();
  EXPECT_NEAR(drift.x[0], 0.18, 1e-15);
  EXPECT_EQ(drift.y[0], 0);
}

TEST(Pull, ComesFromDeadTargetsAndActsOnLiveHunters) {
  Surrounded around;
  around.add(prey, {18, 0, 0});
  around.cells.state[1] = CellState::apoptotic;
  EXPECT_NEAR(around.pull().x[0], 0.18, 1e-15);
  around.cells.state[0] = CellState::apoptotic;
  EXPECT_EQ(around.pull().x[0], 0);
}

}  // namespace
}  // namespace cytotwin
