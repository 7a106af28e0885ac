// Sources that are no cells: lengths of segments in voxels, what lines, points, balls and boxes
// supply, and that both solvers and the exchange of cells take them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "agents/fields/exchange.h"
#include "agents/fields/quasi_steady.h"
#include "agents/fields/transient.h"
#include "agents/fields/voxel_lengths.h"
#include "agents/fields/voxel_sources.h"
#include "core/random.h"
#include "tests/agents/fields/field_cases.h"

namespace cytotwin {
namespace {

using namespace field_cases;

const Grid uneven{{9, 7, 5}, {20, 13, 31}, {-90, 4, -70}};

Vec3 random_point(const Grid& grid, RandomStream& random) {
  const Vec3 size = grid.upper() - grid.origin;
  const double x = random.uniform(), y = random.uniform(), z = random.uniform();
  return grid.origin + Vec3{size.x * x, size.y * y, size.z * z};
}

double total(const std::vector<VoxelLength>& lengths) {
  double sum = 0;
  for (const VoxelLength& part : lengths) sum += part.length;
  return sum;
}

/// Length of a segment in a voxel by the other way: the range of its parameter between the faces.
double clipped(const Grid& grid, std::size_t voxel, Vec3 from, Vec3 to) {
  const std::size_t i = voxel % grid.count[0], j = voxel / grid.count[0] % grid.count[1],
                    k = voxel / (grid.count[0] * grid.count[1]);
  const Vec3 lower = grid.centre(i, j, k) - 0.5 * grid.spacing, step = to - from;
  double enter = 0, leave = 1;
  const auto clip = [&](double start, double slope, double low, double width) {
    const double a = (low - start) / slope, b = (low + width - start) / slope;
    enter = std::max(enter, std::min(a, b));
    leave = std::min(leave, std::max(a, b));
  };
  clip(from.x, step.x, lower.x, grid.spacing.x);
  clip(from.y, step.y, lower.y, grid.spacing.y);
  clip(from.z, step.z, lower.z, grid.spacing.z);
  return std::max(0.0, leave - enter) * norm(step);
}

TEST(VoxelLengths, OfObliqueSegmentsAreThoseOfClippingEachVoxel) {
  RandomStream random(11, 0, 0, Purpose::placement);
  for (int n = 0; n < 500; ++n) {
    const Vec3 from = random_point(uneven, random), to = random_point(uneven, random);
    const auto lengths = lengths_in_voxels(uneven, from, to);
    EXPECT_NEAR(total(lengths), norm(to - from), 1e-12 * norm(to - from));
    std::vector<double> by_voxel(uneven.size(), 0.0);
    for (const VoxelLength& part : lengths) by_voxel[part.voxel] = part.length;
    for (std::size_t voxel = 0; voxel < uneven.size(); ++voxel)
      ASSERT_NEAR(by_voxel[voxel], clipped(uneven, voxel, from, to), 1e-10) << n << " " << voxel;
  }
}

TEST(VoxelLengths, AreTheSameBackwards) {
  RandomStream random(12, 0, 0, Purpose::placement);
  for (int n = 0; n < 100; ++n) {
    const Vec3 from = random_point(uneven, random), to = random_point(uneven, random);
    const auto there = lengths_in_voxels(uneven, from, to),
               back = lengths_in_voxels(uneven, to, from);
    ASSERT_EQ(there.size(), back.size());
    for (std::size_t v = 0; v < there.size(); ++v) {
      EXPECT_EQ(there[v].voxel, back[v].voxel);
      EXPECT_NEAR(there[v].length, back[v].length, 1e-11);
    }
  }
}

// Along an edge of the grid's middle four voxels share it, within a face two do; along the outer
// faces there is one side only.
TEST(VoxelLengths, WithinFacesAndEdgesAreShared) {
  const Grid grid{{4, 4, 4}, {10, 10, 10}, {-20, -20, -20}};
  const auto edge = lengths_in_voxels(grid, {-20, 0, 0}, {20, 0, 0});
  EXPECT_EQ(edge.size(), 16U);
  for (const VoxelLength& part : edge) EXPECT_NEAR(part.length, 2.5, 1e-12);
  const auto face = lengths_in_voxels(grid, {-15, 0, 5}, {5, 0, 5});
  EXPECT_EQ(face.size(), 6U);
  EXPECT_NEAR(total(face), 20, 1e-12);
  const auto outer = lengths_in_voxels(grid, {-20, -20, -20}, {20, -20, -20});
  EXPECT_EQ(outer.size(), 4U);
  EXPECT_NEAR(total(outer), 40, 1e-12);
  EXPECT_NEAR(total(lengths_in_voxels(grid, {20, 20, 20}, {-20, -20, -20})), 40 * std::sqrt(3.0),
              1e-12);
  EXPECT_EQ(voxels_at(grid, {0, 0, 0}).size(), 8U);
  EXPECT_EQ(voxels_at(grid, {1, 0, -20}).size(), 2U);
}

double volume_of(const Grid& grid, const VoxelSources& sources) {
  double sum = 0;
  for (const double loss : sources.loss) sum += loss * grid.voxel_volume();
  return sum;
}

// P 2 pi r L of wall and S V of a point, whatever the voxels.
TEST(Sources, OfLinesAndPointsDoNotDependOnTheGrid) {
  const Vec3 from{-130, -70, 20}, to{150, 90, -110};
  const double wall = 3 * 2 * std::numbers::pi * 4 * norm(to - from);
  for (const double edge : {5.0, 10.0, 20.0, 40.0, 200.0}) {
    const auto count = static_cast<std::size_t>(400 / edge);
    const Grid grid{{count, count, count}, {edge, edge, edge}, {-200, -200, -200}};
    EXPECT_NEAR(volume_of(grid, line_source(grid, from, to, 4, 3, 40)), wall, 1e-10 * wall);
    EXPECT_NEAR(volume_of(grid, point_source(grid, {0, 0, 10}, 500, {10, 38, 2})), 6000, 1e-9);
  }
}

TEST(Sources, AddUpWhereTheyMeet) {
  const Grid grid = line_grid(0, 4, 10);
  const VoxelSources box = box_source(grid, {0, 0, 0}, {20, 10, 10}, {1, 10, 0.5});
  const VoxelSources ball = ball_source(grid, {15, 5, 5}, 11, {0, 0, 2});
  EXPECT_EQ(box.voxel, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(ball.voxel, (std::vector<std::uint32_t>{0, 1, 2}));
  const VoxelSources both = merge_sources({box, ball});
  EXPECT_EQ(both.voxel, (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(both.supply, (std::vector<double>{10, 10, 0}));
  EXPECT_EQ(both.loss, (std::vector<double>{3.5, 3.5, 2}));
}

TEST(Sources, ThatAreWrongAreRefused) {
  const Grid grid = line_grid(0, 4, 10);
  EXPECT_THROW(check_voxel_sources({{0}, {1}, {}}, grid), std::invalid_argument);
  EXPECT_THROW(check_voxel_sources({{1, 1}, {1, 1}, {1, 1}}, grid), std::invalid_argument);
  EXPECT_THROW(check_voxel_sources({{4}, {1}, {1}}, grid), std::invalid_argument);
  EXPECT_THROW(check_voxel_sources({{0}, {-1}, {1}}, grid), std::invalid_argument);
  EXPECT_THROW(CellExchange(grid, 2, {VoxelSources{}}), std::invalid_argument);
}

/// A solver with sources and no cells.
void give(FieldSolver& solver, const Grid& grid, const VoxelSources& sources) {
  CellExchange exchange(grid, 1, {sources});
  exchange.rebuild({}, {}, Workers(1));
  solver.set_reaction(exchange.reaction(0));
}

// Sealed, everything covered: (S T) / (S + U + k), and with a single tube that nothing else takes
// from, what flows in it.
TEST(Sources, FillASealedBoxToTheBalance) {
  const Grid grid{{6, 5, 4}, {20, 15, 25}, {}};
  Substance substance = diffusing(1e4);
  substance.decay = 0.3;
  const VoxelSources all = box_source(grid, {-1, -1, -1}, {1000, 1000, 1000}, {2, 40, 0.5});
  const VoxelSources tube = line_source(grid, {5, 7, 9}, {110, 60, 80}, 4, 20, 33);
  QuasiSteadySolver steady(grid, substance, {}, 1);
  give(steady, grid, all);
  std::vector<double> field(grid.size(), 0.0);
  steady.advance(field, 0, Workers(1));
  for (const double c : field) EXPECT_NEAR(c, 80 / 2.8, 1e-6);
  TransientSolver transient(grid, substance, {}, 0.1);
  give(transient, grid, all);
  std::fill(field.begin(), field.end(), 0.0);
  run(transient, field, 200, Workers(1));
  for (const double c : field) EXPECT_NEAR(c, 80 / 2.8, 1e-9);

  substance.decay = 0;
  QuasiSteadySolver tube_steady(grid, substance, {}, 1);
  give(tube_steady, grid, tube);
  std::fill(field.begin(), field.end(), 0.0);
  tube_steady.advance(field, 0, Workers(1));
  for (const double c : field) EXPECT_NEAR(c, 33, 1e-5);
}

// One voxel: V dc/dt = A P (T - c) - k V c, an exponential approach that the transient solver
// follows to its second order.
TEST(Sources, OneVoxelFollowsTheExponential) {
  const Grid grid{{1, 1, 1}, {20, 20, 20}, {}};
  Substance substance = diffusing(1e3);
  substance.decay = 0.2;
  const double wall = 5 * 2 * std::numbers::pi * 3 * 20 / 8000, rate = wall + 0.2;
  std::vector<double> errors;
  for (const double step : {0.1, 0.05}) {
    TransientSolver solver(grid, substance, {}, step);
    give(solver, grid, line_source(grid, {0, 10, 10}, {20, 10, 10}, 3, 5, 40));
    std::vector<double> field = {0};
    run(solver, field, static_cast<std::uint64_t>(2 / step + 0.5), Workers(1));
    errors.push_back(std::abs(field[0] - wall * 40 / rate * -std::expm1(-rate * 2)));
  }
  EXPECT_LT(errors[0], 1e-2);
  EXPECT_LT(errors[1], errors[0] / 3.5);
}

// A tube across a sealed slab with decay: on either side the discrete cosh of the distance to the
// face, q with 2 cosh q - 2 = k h^2 / D; in the tube's voxel what comes through its wall.
TEST(Sources, TubeAcrossASlabIsTheDiscreteSolution) {
  const std::size_t n = 40, m = 13;
  const double h = 20, D = 1e4, k = 0.7, r = 4, P = 30, T = 45;
  const double wall = P * 2 * std::numbers::pi * r * h / (h * h * h);
  const double q = std::acosh(1 + k * h * h / D / 2);
  const auto left = [&](double i) { return std::cosh(q * (i + 0.5)); };
  const auto right = [&](double i) { return std::cosh(q * (static_cast<double>(n) - 0.5 - i)); };
  const double at = static_cast<double>(m);
  const double tube =
      wall * T /
      (wall + k - D / (h * h) * (left(at - 1) / left(at) + right(at + 1) / right(at) - 2));
  for (int axis = 0; axis < 3; ++axis) {
    const Grid grid = line_grid(axis, n, h);
    Vec3 from{10, 10, 10};
    (axis == 0 ? from.x : axis == 1 ? from.y : from.z) = h * (at + 0.5);
    Vec3 to = from;
    (axis == 0 ? from.y : from.x) = 0;
    (axis == 0 ? to.y : to.x) = h;
    const VoxelSources source = line_source(grid, from, to, r, P, T);
    ASSERT_EQ(source.voxel, std::vector<std::uint32_t>{m});
    Substance substance = diffusing(D);
    substance.decay = k;
    QuasiSteadySolver steady(grid, substance, {}, 1, {1e-13, 200});
    give(steady, grid, source);
    std::vector<double> field(n, 0.0);
    steady.advance(field, 0, Workers(1));
    TransientSolver transient(grid, substance, {}, 0.2);
    give(transient, grid, source);
    std::vector<double> late(n, 0.0);
    run(transient, late, 1000, Workers(1));
    for (std::size_t i = 0; i < n; ++i) {
      const double x = static_cast<double>(i);
      const double exact = tube * (i <= m ? left(x) / left(at) : right(x) / right(at));
      EXPECT_NEAR(field[i], exact, 1e-10) << axis << " " << i;
      EXPECT_NEAR(late[i], exact, 1e-10) << axis << " " << i;
    }
  }
}

// In a sealed box nothing else can have come: supplied - consumed - decayed = change.
TEST(Sources, AreCountedByTheBudget) {
  const Grid grid{{12, 10, 8}, {20, 20, 20}, {}};
  Substance substance = diffusing(2e3);
  substance.decay = 0.05;
  const VoxelSources sources =
      merge_sources({line_source(grid, {3, 5, 7}, {230, 190, 150}, 4, 25, 40),
                     line_source(grid, {200, 5, 7}, {20, 190, 150}, 5, 10, 60),
                     ball_source(grid, {100, 100, 80}, 30, {0.1, 20, 0.4})});
  double supply = 0;
  for (const double part : sources.supply) supply += part * grid.voxel_volume();
  TransientSolver transient(grid, substance, {}, 0.5);
  give(transient, grid, sources);
  std::vector<double> field(grid.size(), 3.0);
  const double before = mass(grid, field);
  const FieldBudget budget = run(transient, field, 40, Workers(1));
  EXPECT_NEAR(budget.supplied, 20 * supply, 1e-10 * budget.supplied);
  EXPECT_NEAR(budget.change, mass(grid, field) - before, 1e-10 * budget.supplied);
  EXPECT_LT(std::abs(budget.inflow), 1e-10 * budget.supplied);
  EXPECT_LT(budget.relative_imbalance(), 1e-10);

  QuasiSteadySolver steady(grid, substance, {}, 6, {1e-12, 200});
  give(steady, grid, sources);
  steady.advance(field, 0, Workers(1));
  const FieldBudget again = steady.advance(field, 1, Workers(1));
  double taken = 0;
  for (std::size_t n = 0; n < sources.voxel.size(); ++n)
    taken += sources.loss[n] * field[sources.voxel[n]] * grid.voxel_volume();
  EXPECT_NEAR(again.supplied, 6 * supply, 1e-10 * again.supplied);
  EXPECT_NEAR(again.consumed, 6 * taken, 1e-10 * again.supplied);
  EXPECT_NEAR(again.supplied - again.consumed - again.decayed, 0, 1e-9 * again.supplied);
  EXPECT_LT(again.relative_imbalance(), 1e-10);
}

CellType eater() {
  CellType type;
  type.exchange.resize(1);
  type.exchange[0].uptake = 5;
  return type;
}

// A vessel's exchange is no cell's: a cell is given what it took, not what the voxel gave back to
// the vessel before the cell came.
TEST(Sources, LeaveTheLedgerOfCellsAlone) {
  const Grid grid = line_grid(0, 8, 20);
  CellExchange exchange(grid, 1, {line_source(grid, {50, 0, 10}, {50, 20, 10}, 4, 10, 40)});
  const std::vector<CellType> types = {eater()};
  Substance substance = diffusing(1e3);
  TransientSolver solver(grid, substance, {}, 0.1);
  std::vector<double> field(8, 1.0);
  Population cells;
  cells.internalised.resize(1);
  cells.add(types[0], 0, {150, 10, 10});
  exchange.rebuild(cells, types, Workers(1));
  solver.set_reaction(exchange.reaction(0));
  for (std::uint64_t n = 0; n < 50; ++n) solver.advance(field, n, Workers(1));
  solver.take_exposure(exchange.exposure(0), Workers(1));
  exchange.internalise(cells, Workers(1));
  cells.x[0] = 50;
  exchange.rebuild(cells, types, Workers(1));
  for (const double exposed : exchange.exposure(0).linear) EXPECT_EQ(exposed, 0);
  EXPECT_EQ(exchange.reaction(0).loss[7], 0);
  EXPECT_NEAR(exchange.reaction(0).loss[2], (10 * 2 * std::numbers::pi * 4 * 20 + 5 * 2494) / 8000,
              1e-12);
  EXPECT_NEAR(exchange.reaction(0).supply[2], 40 * 10 * 2 * std::numbers::pi * 4 * 20 / 8000, 1e-9);
}

TEST(Sources, GiveTheSameBytesForAnyThreads) {
  const Grid grid{{40, 33, 29}, {20, 20, 20}, {}};
  const VoxelSources sources =
      merge_sources({line_source(grid, {3, 5, 7}, {790, 640, 550}, 4, 25, 40),
                     point_source(grid, {400, 300, 300}, 1e5, {1, 50, 0})});
  Substance substance = diffusing(1e5);
  substance.decay = 0.1;
  std::vector<std::vector<double>> results;
  for (const unsigned threads : {1U, 2U, 5U}) {
    const Workers workers(threads);
    TransientSolver transient(grid, substance, {}, 0.1);
    give(transient, grid, sources);
    std::vector<double> field(grid.size(), 1.0);
    run(transient, field, 5, workers);
    QuasiSteadySolver steady(grid, substance, {}, 6);
    give(steady, grid, sources);
    steady.advance(field, 0, workers);
    results.push_back(field);
  }
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(results[0], results[2]);
}

}  // namespace
}  // namespace cytotwin
