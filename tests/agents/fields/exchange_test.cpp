#include "agents/fields/exchange.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "agents/fields/quasi_steady.h"
#include "agents/fields/sampling.h"
#include "agents/fields/transient.h"
#include "core/random.h"
#include "tests/agents/fields/field_cases.h"

namespace cytotwin {
namespace {

using namespace field_cases;

CellType eater(double uptake, std::optional<double> half_maximum = {}) {
  CellType type;
  type.name = "eater";
  type.exchange = {{0, 0, uptake, half_maximum, 0}, {0.5, 8, 0.1, {}, 3}};
  return type;
}

struct Tissue {
  Grid grid{{12, 11, 10}, {20, 25, 20}, {-120, -137.5, -100}};
  std::vector<CellType> types = {eater(10), eater(4), eater(6, 5.0), eater(2, 12.0)};
  Population cells;
  explicit Tissue(std::size_t count) {
    cells.internalised.resize(2);
    for (std::size_t i = 0; i < count; ++i) {
      RandomStream random(7, i, 0, Purpose::placement);
      const Vec3 place = {200 * random.uniform() - 100, 200 * random.uniform() - 100,
                          160 * random.uniform() - 80};
      cells.add(types[i % 4], static_cast<std::uint16_t>(i % 4), place);
      if (i % 9 == 0) cells.state[i] = CellState::apoptotic;
    }
  }
};

TEST(CellExchange, OneCellGivesAndTakesByTheFormula) {
  Tissue tissue(0);
  tissue.cells.add(tissue.types[0], 0, {1, 2, 3});
  CellExchange exchange(tissue.grid, 2);
  exchange.rebuild(tissue.cells, tissue.types, Workers(1));
  const std::size_t voxel = tissue.grid.voxel_of({1, 2, 3});
  const double share = 2494.0 / tissue.grid.voxel_volume();
  EXPECT_NEAR(exchange.reaction(0).loss[voxel], 10 * share, 1e-14);
  EXPECT_EQ(exchange.reaction(0).supply[voxel], 0);
  EXPECT_NEAR(exchange.reaction(1).loss[voxel], 0.6 * share, 1e-15);
  EXPECT_NEAR(exchange.reaction(1).supply[voxel], 0.5 * 8 * share + 3 / tissue.grid.voxel_volume(),
              1e-15);

  tissue.cells.state[0] = CellState::necrotic_lysed;
  exchange.rebuild(tissue.cells, tissue.types, Workers(1));
  EXPECT_NEAR(exchange.reaction(0).loss[voxel], 0.1 * 10 * share, 1e-14);
  EXPECT_EQ(exchange.reaction(1).supply[voxel], 0);

  tissue.types[0].death.secretion_factor = 0.25;
  exchange.rebuild(tissue.cells, tissue.types, Workers(1));
  EXPECT_NEAR(exchange.reaction(1).supply[voxel], 0.25 * 0.5 * 8 * share, 1e-15);
}

TEST(CellExchange, ForgetsWhereCellsWere) {
  Tissue tissue(50);
  CellExchange exchange(tissue.grid, 2);
  exchange.rebuild(tissue.cells, tissue.types, Workers(1));
  Tissue empty(0);
  exchange.rebuild(empty.cells, tissue.types, Workers(1));
  for (const double loss : exchange.reaction(0).loss) EXPECT_EQ(loss, 0);
  EXPECT_EQ(exchange.occupied_voxels(), 0U);
}

// What the fields lost to uptake is in the cells: with no secretion and no bulk, all that was
// consumed; with secretion, all but what S takes back.
TEST(CellExchange, CellsHoldWhatTheFieldsLost) {
  for (const bool steady : {false, true}) {
    Tissue tissue(400);
    CellExchange exchange(tissue.grid, 2);
    exchange.rebuild(tissue.cells, tissue.types, Workers(1));
    for (std::size_t s = 0; s < 2; ++s) {
      std::unique_ptr<FieldSolver> solver;
      const FixedVoxels outer = fixed_outer_layer(tissue.grid, 38);
      if (steady) {
        solver = std::make_unique<QuasiSteadySolver>(tissue.grid, Substance{}, outer, 0.1);
      } else {
        solver = std::make_unique<TransientSolver>(tissue.grid, Substance{}, outer, 0.1);
      }
      solver->set_reaction(exchange.reaction(s));
      std::vector<double> field(tissue.grid.size(), 38.0);
      FieldBudget total;
      for (std::uint64_t n = 0; n < 10; ++n) {
        total += solver->advance(field, n, Workers(1));
      }
      solver->take_exposure(exchange.exposure(s), Workers(1));
      double taken_back = 0;
      if (s == 1) {
        const auto exposure = exchange.exposure(1).linear;
        for (std::size_t i = 0; i < tissue.cells.size(); ++i) {
          if (tissue.cells.state[i] != CellState::live) continue;
          taken_back += 0.5 * tissue.cells.volume(i).total() *
                        exposure[tissue.grid.voxel_of(tissue.cells.position(i))];
        }
      }
      exchange.internalise(tissue.cells, Workers(1));
      const auto& held_by_cells = tissue.cells.internalised[s];
      const double sum = std::accumulate(held_by_cells.begin(), held_by_cells.end(), 0.0);
      // Round-off of a sum of 400 cells.
      EXPECT_NEAR(sum + taken_back, total.consumed, 1e-12 * total.consumed) << s;
      exchange.internalise(tissue.cells, Workers(1));
      EXPECT_EQ(std::accumulate(held_by_cells.begin(), held_by_cells.end(), 0.0), sum)
          << "exposure is used once";
    }
  }
}

TEST(CellExchange, MixedHalfMaximaKeepBothEndsOfTheRate) {
  Tissue tissue(0);
  tissue.cells.add(tissue.types[2], 2, {1, 2, 3});
  tissue.cells.add(tissue.types[3], 3, {1, 2, 3});
  CellExchange exchange(tissue.grid, 2);
  exchange.rebuild(tissue.cells, tissue.types, Workers(1));
  const std::size_t voxel = tissue.grid.voxel_of({1, 2, 3});
  const double share = 2494.0 / tissue.grid.voxel_volume();
  const LocalReaction reaction = exchange.reaction(0);
  EXPECT_NEAR(reaction.saturable_loss[voxel], 8 * share, 1e-14);
  EXPECT_NEAR(reaction.saturable_loss[voxel] * reaction.half_maximum[voxel],
              (6 * 5 + 2 * 12) * share, 1e-13);
}

TEST(CellExchange, SameBytesForAnyNumberOfThreads) {
  std::vector<std::vector<double>> losses, taken;
  for (const unsigned threads : {1U, 2U, 4U}) {
    Tissue tissue(30000);
    const Workers workers(threads);
    CellExchange exchange(tissue.grid, 2);
    exchange.rebuild(tissue.cells, tissue.types, workers);
    TransientSolver solver(tissue.grid, Substance{}, {}, 0.1);
    solver.set_reaction(exchange.reaction(0));
    std::vector<double> field(tissue.grid.size(), 38.0);
    solver.advance(field, 0, workers);
    solver.take_exposure(exchange.exposure(0), workers);
    losses.emplace_back(exchange.reaction(0).loss.begin(), exchange.reaction(0).loss.end());
    exchange.internalise(tissue.cells, workers);
    taken.push_back(tissue.cells.internalised[0]);
  }
  EXPECT_EQ(losses[1], losses[0]);
  EXPECT_EQ(losses[2], losses[0]);
  EXPECT_EQ(taken[1], taken[0]);
  EXPECT_EQ(taken[2], taken[0]);
}

TEST(CellExchange, WrongSizesAreNamed) {
  Tissue tissue(3);
  CellExchange exchange(tissue.grid, 3);
  try {
    exchange.rebuild(tissue.cells, tissue.types, Workers(1));
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(),
                 "CellExchange: cell type \"eater\" has exchange rates for 2 substances, there are "
                 "3");
  }
  CellExchange other(tissue.grid, 2);
  try {
    other.internalise(tissue.cells, Workers(1));
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "CellExchange::internalise: 3 cells, the last rebuild had 0");
  }
}

// Both are exact for a linear field, inside the outermost centres.
TEST(Sampling, TrilinearAndGradientAreExactForALinearField) {
  const Grid grid{{6, 5, 4}, {20, 30, 15}, {-10, 5, 0}};
  std::vector<double> field(grid.size());
  for (std::size_t p = 0; p < field.size(); ++p) {
    const Vec3 c = grid.centre(p % 6, p / 6 % 5, p / 30);
    field[p] = 3 + 0.5 * c.x - 0.25 * c.y + 2 * c.z;
  }
  std::vector<double> x = {31, 0.5, 109}, y = {71.25, 20, 154}, z = {33, 8, 59}, values(3), gx(3),
                      gy(3), gz(3);
  sample_trilinear(grid, field, x, y, z, values, Workers(1));
  EXPECT_NEAR(values[0], 3 + 0.5 * 31 - 0.25 * 71.25 + 2 * 33, 1e-12);
  EXPECT_NEAR(values[1], 3 + 0.5 * 0.5 - 0.25 * 20 + 2 * 8, 1e-12);
  EXPECT_NEAR(values[2], field.back(), 1e-12) << "constant beyond the outermost centres";
  sample_voxels(grid, field, x, y, z, values, Workers(1));
  EXPECT_EQ(values[0], field[grid.voxel_of({31, 71.25, 33})]);
  sample_gradients(grid, field, x, y, z, {gx, gy, gz}, Workers(1));
  for (std::size_t i = 0; i < 3; ++i) {  // the last one is one-sided
    EXPECT_NEAR(gx[i], 0.5, 1e-13);
    EXPECT_NEAR(gy[i], -0.25, 1e-13);
    EXPECT_NEAR(gz[i], 2, 1e-13);
  }
  EXPECT_EQ(gradient_at(line_grid(0, 3, 20), std::vector<double>{1, 2, 3}, {30, 1, 1}).z, 0);
}

TEST(FixedVoxels, ShapesHoldTheVoxelsOfTheirDefinition) {
  const Grid grid{{5, 4, 3}, {20, 20, 20}, {}};
  EXPECT_EQ(fixed_outer_layer(grid, 1).voxel.size(), 60U - 3 * 2 * 1);
  EXPECT_EQ(fixed_outer_layer(Grid{{5, 4, 1}, {20, 20, 20}, {}}, 1).voxel.size(), 20U - 6);
  EXPECT_EQ(fixed_box(grid, {0, 0, 0}, {50, 30, 20}, 1).voxel, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(fixed_ball(grid, {50, 30, 30}, 20, 1).voxel.size(), 7U);
  const FixedVoxels merged = merge_fixed({{1, 3}, {5, 6}}, {{0, 3}, {7, 8}});
  EXPECT_EQ(merged.voxel, (std::vector<std::uint32_t>{0, 1, 3}));
  EXPECT_EQ(merged.value, (std::vector<double>{7, 5, 8}));
}

}  // namespace
}  // namespace cytotwin
