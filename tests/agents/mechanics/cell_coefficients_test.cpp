// Mechanics of single cells, where behaviours set what else their type has.
#include "agents/mechanics/cell_coefficients.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "agents/mechanics/forces.h"
#include "agents/mechanics/integrator.h"
#include "agents/mechanics/ordering.h"
#include "tests/agents/mechanics/all_forces.h"
#include "tests/agents/mechanics/balls.h"

namespace cytotwin {
namespace {

constexpr double rounding = 1e-13;  // relative, of a few dozen operations

std::vector<double>& control(Population& cells, ControlKind kind, double value,
                             std::uint16_t index = 0) {
  ControlColumn column;
  column.control = {kind, index};
  column.name = "control_" + std::to_string(static_cast<int>(kind)) + std::to_string(index);
  column.initial = {value};
  column.of_dead = {0};
  column.values.assign(cells.size(), value);
  cells.controlled.push_back(std::move(column));
  return cells.controlled.back().values;
}

Population two_cells(double distance) {
  Population cells;
  add_ball(cells, {0, 0, 0}, 9);
  add_ball(cells, {distance, 0, 0}, 11);
  return cells;
}

double rest_of(Population& cells, Mechanics& mechanics, double minutes) {
  const Workers workers(1);
  for (long i = 0; i < std::lround(minutes / 0.1); ++i) mechanics.advance(cells, 0.1, 0, workers);
  return norm(cells.position(1) - cells.position(0));
}

// sqrt(r1 r2) (1 - d/R)^2 = sqrt(a1 f1 a2 f2) (1 - d/S)^2, S = A1 r1 + A2 r2: with p and q the
// fourth roots of the products, d = (p - q) / (p/R - q/S).
TEST(CellCoefficients, TwoCellsRestWhereTheirOwnForcesBalance) {
  Population cells = two_cells(15);
  control(cells, ControlKind::repulsion, 0) = {8, 15};
  control(cells, ControlKind::adhesion, 0) = {0.5, 2};
  control(cells, ControlKind::reach, 0) = {1.2, 1.6};
  control(cells, ControlKind::affinity, 0) = {0.9, 0.4};
  Mechanics mechanics(one_type(), ForceLaw::repulsion_adhesion);
  const double p = std::pow(8.0 * 15, 0.25), q = std::pow(0.5 * 0.9 * 2 * 0.4, 0.25);
  const double contact = 20, reach = 1.2 * 9 + 1.6 * 11;
  const double rest = (p - q) / (p / contact - q / reach);
  EXPECT_NEAR(rest_of(cells, mechanics, 3000), rest, 1e-9 * rest);
}

TEST(CellCoefficients, RepulsionAloneAndAdhesionAloneCountToo) {
  for (const bool adhesion : {true, false}) {
    Population cells = two_cells(15);
    control(cells, adhesion ? ControlKind::adhesion : ControlKind::repulsion, 0) = {2, 8};
    Mechanics mechanics(one_type(), ForceLaw::repulsion_adhesion);
    const double p = std::sqrt(adhesion ? 10.0 : 4.0), q = std::sqrt(adhesion ? 4.0 : 0.4);
    const double rest = (p - q) / (p / 20 - q / 25);
    EXPECT_NEAR(rest_of(cells, mechanics, 3000), rest, 1e-9 * rest);
  }
}

// A rule that raises the reach: the list was built for a smaller one (PhysiCell PR 409).
TEST(CellCoefficients, ARaisedReachFindsTheNeighbour) {
  Population cells = two_cells(34);
  std::vector<double>& reach = control(cells, ControlKind::reach, 1.25);
  Mechanics mechanics(one_type(), ForceLaw::repulsion_adhesion);
  EXPECT_EQ(rest_of(cells, mechanics, 10), 34) << "25 um reach";
  reach = {2, 2};
  const double p = std::sqrt(10), q = std::sqrt(0.4), rest = (p - q) / (p / 20 - q / 40);
  EXPECT_NEAR(rest_of(cells, mechanics, 6000), rest, 1e-6 * rest);
  reach = {1, 1};
  mechanics.advance(cells, 0.1, 0, Workers(1));
  EXPECT_LT(mechanics.neighbours().pairs(), 3U);
}

TEST(CellCoefficients, TheListCoversTheLargestReachOfAnyCell) {
  Population cells = random_balls(500, 200, 5, 9, 4);
  std::vector<double>& reach = control(cells, ControlKind::reach, 1.25);
  Mechanics mechanics(one_type(), ForceLaw::repulsion_adhesion);
  const Workers workers(1);
  mechanics.neighbours_of(cells, 0, workers);
  for (std::size_t i = 0; i < reach.size(); i += 10) reach[i] = 4;
  const NeighbourList& list = mechanics.neighbours_of(cells, 0, workers);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    for (std::size_t j = 0; j < cells.size(); ++j) {
      const double limit = reach[i] * cells.radius[i] + reach[j] * cells.radius[j];
      if (i == j || norm(cells.position(i) - cells.position(j)) >= limit) continue;
      const auto near = list.of(i);
      EXPECT_TRUE(std::binary_search(near.begin(), near.end(), j));
    }
  }
}

TEST(CellCoefficients, HeldCellsStayAndOthersFeelThem) {
  Population cells = two_cells(12);
  std::vector<double>& movable = control(cells, ControlKind::movable, 1);
  movable = {0.4, 0.6};
  Mechanics mechanics(one_type(), ForceLaw::repulsion_adhesion);
  rest_of(cells, mechanics, 5);
  EXPECT_EQ(cells.x[0], 0);
  EXPECT_GT(cells.x[1], 13);
  movable[0] = 0.6;
  rest_of(cells, mechanics, 1);
  EXPECT_LT(cells.x[0], 0);
}

// Wall: w (1 - d/r)^2 = m (1 - d/(1.25 r))^2.
TEST(CellCoefficients, WallsHoldACellWhereItsOwnForcesBalance) {
  Population cells;
  add_ball(cells, {5, 100, 100}, 10);
  control(cells, ControlKind::membrane_repulsion, 0) = {40};
  control(cells, ControlKind::membrane_adhesion, 0) = {3};
  const MechanicsSpace space{{{10, 10, 10}, {20, 20, 20}, {0, 0, 0}}, true, false};
  Mechanics mechanics(one_type(), ForceLaw::repulsion_adhesion, space);
  const Workers workers(1);
  for (int i = 0; i < 20000; ++i) mechanics.advance(cells, 0.1, 0, workers);
  const double w = std::sqrt(40), m = std::sqrt(3);
  EXPECT_NEAR(cells.x[0], (w - m) / (w / 10 - m / 12.5), 1e-9);
}

TEST(CellCoefficients, ADeadCellHasItsTypesUnlessTheDeadAreAsked) {
  for (const bool asked : {false, true}) {
    Population cells = two_cells(15);
    control(cells, ControlKind::repulsion, 0) = {40, 40};
    cells.controlled[0].of_dead = {static_cast<std::uint8_t>(asked)};
    cells.state = {CellState::apoptotic, CellState::live};
    const auto own = cell_coefficients(cells, one_type(), ForceLaw::repulsion_adhesion, Workers(1));
    EXPECT_EQ(own.push[0], std::sqrt(asked ? 40 : 10));
    EXPECT_EQ(own.push[1], std::sqrt(40));
  }
}

CellForces forces_of(Population& cells, ForceLaw law, bool own, unsigned threads = 1) {
  const std::vector<CellType> types = one_type({.repulsion = 12, .adhesion = 0.7, .reach = 1.4});
  const PairTable pairs(std::vector<MechanicsParameters>{types[0].mechanics}, law);
  const Workers workers(threads);
  NeighbourList list(1.4, 1);
  list.update(cells, 0, workers);
  const CellCoefficients coefficients = cell_coefficients(cells, types, law, workers);
  return all_forces(cells, list, pairs, workers, own ? &coefficients : nullptr);
}

// Cells that all have what their type has move as their type does.
TEST(CellCoefficients, OfTheTypeGiveTheForcesOfTheType) {
  for (const ForceLaw law : {ForceLaw::repulsion_adhesion, ForceLaw::linear_spring}) {
    Population cells = random_balls(2000, 150, 6, 10, 3);
    const CellForces by_type = forces_of(cells, law, false), by_cell = forces_of(cells, law, true);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const double scale = 50 * rounding * (1 + by_type.stiffness[i]);
      EXPECT_NEAR(by_cell.vx[i], by_type.vx[i], scale);
      EXPECT_NEAR(by_cell.stiffness[i], by_type.stiffness[i], scale);
    }
  }
}

Population varied(std::size_t n) {
  Population cells = random_balls(n, 200, 6, 10, 3);
  std::vector<double> repulsion, adhesion, reach;
  for (std::size_t i = 0; i < n; ++i) {
    RandomStream draw(9, cells.id[i], 0, Purpose::variables);
    repulsion.push_back(20 * draw.uniform());
    adhesion.push_back(3 * draw.uniform());
    reach.push_back(1 + 0.4 * draw.uniform());
  }
  control(cells, ControlKind::repulsion, 0) = repulsion;
  control(cells, ControlKind::adhesion, 0) = adhesion;
  control(cells, ControlKind::reach, 0) = reach;
  return cells;
}

TEST(CellCoefficients, PairsPushEachOtherAlike) {
  Population cells = varied(3000);
  const CellForces forces = forces_of(cells, ForceLaw::repulsion_adhesion, true);
  const double sum = std::accumulate(forces.vx.begin(), forces.vx.end(), 0.0);
  double size = 0;
  for (const double v : forces.vx) size += std::abs(v);
  EXPECT_NEAR(sum, 0, 3000 * rounding * size / 3000 + rounding * size);
}

TEST(CellCoefficients, SameBytesForAnyThreadsAndOrderOfRows) {
  const auto places = [](unsigned threads, bool sorted) {
    Population cells = varied(3000);
    if (sorted) cells.reorder(space_filling_order(cells));
    Mechanics mechanics(one_type(), ForceLaw::repulsion_adhesion);
    const Workers workers(threads);
    mechanics.advance(cells, 0.1, 0, workers);
    std::vector<double> by_id(cells.size());
    for (std::size_t i = 0; i < by_id.size(); ++i) by_id[cells.id[i]] = cells.x[i];
    return by_id;
  };
  EXPECT_EQ(places(1, false), places(2, false));
  EXPECT_EQ(places(1, true), places(4, true));
  const auto a = places(1, false), b = places(1, true);
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-10) << "sums by rows";
}

}  // namespace
}  // namespace cytotwin
