#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <tuple>
#include <vector>

#include "agents/fields/transient.h"
#include "tests/agents/fields/field_cases.h"

namespace cytotwin {
namespace {

using namespace field_cases;

/// Largest error of rho = 1 + cos(pi s / 500) exp(-D pi^2 t / 500^2) along an axis, no flux at
/// +-500 um (BioFVM's convergence_test1; Ghaffarizadeh et al. 2016).
double cosine_error(int axis, double step, double time) {
  Grid grid{{5, 6, 7}, {30, 40, 25}, {-75, -120, -87.5}};
  grid.count[static_cast<std::size_t>(axis)] = 50;
  (axis == 0 ? grid.spacing.x : axis == 1 ? grid.spacing.y : grid.spacing.z) = 20;
  (axis == 0 ? grid.origin.x : axis == 1 ? grid.origin.y : grid.origin.z) = -500;
  const double rate = 1e5 * std::pow(std::numbers::pi / 500, 2);
  const auto exact_at = [&](double t) {
    std::vector<double> exact(grid.size());
    for (std::size_t k = 0; k < grid.count[2]; ++k) {
      for (std::size_t j = 0; j < grid.count[1]; ++j) {
        for (std::size_t i = 0; i < grid.count[0]; ++i) {
          const Vec3 c = grid.centre(i, j, k);
          const double s = axis == 0 ? c.x : axis == 1 ? c.y : c.z;
          exact[grid.index(i, j, k)] =
              1 + std::cos(std::numbers::pi * s / 500) * std::exp(-rate * t);
        }
      }
    }
    return exact;
  };
  auto field = exact_at(0);
  TransientSolver solver(grid, diffusing(1e5), {}, step);
  run(solver, field, static_cast<std::uint64_t>(std::lround(time / step)), Workers(1));
  return largest_difference(field, exact_at(time));
}

// The difference of second order in space alone errs by 3.5e-4 at dx 20; the rest is for time.
TEST(Transport, CosineBeatsThePublishedErrorsAlongEveryAxis) {
  for (int axis = 0; axis < 3; ++axis) {
    for (const double time : {0.1, 0.5}) {
      for (const double step : {0.1, 0.05}) {
        const double error = cosine_error(axis, step, time);
        EXPECT_LE(error, 5e-4) << axis << " " << step << " " << time;
        std::printf("cosine, axis %d, step %.2f min, at %.1f min: largest error %.2e\n", axis, step,
                    time, error);
      }
    }
  }
}

// cos(k x) cos(k y) cos(k z) with no flux is an eigenvector of the discrete operator, so the exact
// semi-discrete solution is a factor exp(-lambda t) and only time is left to err.
TEST(Transport, IsOfThirdOrderInTimeWhereAxesCommute) {
  const Grid grid{{16, 12, 10}, {20, 30, 25}, {}};
  std::vector<double> mode(grid.size());
  double lambda = 0;
  const std::array<double, 3> spacing = {20, 30, 25};
  for (std::size_t a = 0; a < 3; ++a) {
    const double n = static_cast<double>(grid.count[a]);
    lambda += 1e4 * std::pow(2 / spacing[a] * std::sin(std::numbers::pi / (2 * n)), 2);
  }
  for (std::size_t p = 0; p < mode.size(); ++p) {
    const std::array<std::size_t, 3> at = {p % 16, p / 16 % 12, p / 192};
    double value = 1;
    for (std::size_t a = 0; a < 3; ++a) {
      value *= std::cos(std::numbers::pi * (static_cast<double>(at[a]) + 0.5) /
                        static_cast<double>(grid.count[a]));
    }
    mode[p] = 1 + value;
  }
  std::vector<double> errors;
  for (const std::uint64_t steps : {4, 8, 16}) {
    auto field = mode;
    TransientSolver solver(grid, diffusing(1e4), {}, 1.0 / static_cast<double>(steps));
    run(solver, field, steps, Workers(1));
    double error = 0;
    for (std::size_t p = 0; p < mode.size(); ++p) {
      error = std::max(error, std::abs(field[p] - 1 - (mode[p] - 1) * std::exp(-lambda)));
    }
    errors.push_back(error);
  }
  EXPECT_GT(std::log2(errors[0] / errors[1]), 2.7);
  EXPECT_GT(std::log2(errors[1] / errors[2]), 2.8);
}

// Fixed voxels keep the axes from commuting; pairs of steps in both orders restore order 2. The
// reference is the same scheme with a step 64 times shorter than the longest one compared.
TEST(Transport, IsOfSecondOrderAroundFixedVoxels) {
  const Grid grid{{10, 9, 8}, {20, 25, 30}, {}};
  const FixedVoxels fixed = fixed_ball(grid, {100, 110, 120}, 45, 5);
  const auto at_end = [&](std::uint64_t steps) {
    std::vector<double> field(grid.size(), 1.0);
    for (std::size_t n = 0; n < fixed.voxel.size(); ++n) field[fixed.voxel[n]] = 5;
    TransientSolver solver(grid, diffusing(500), fixed, 2.0 / static_cast<double>(steps));
    run(solver, field, steps, Workers(1));
    return field;
  };
  const auto reference = at_end(1024);
  const double coarse = largest_difference(at_end(16), reference);
  const double middle = largest_difference(at_end(32), reference);
  const double fine = largest_difference(at_end(64), reference);
  EXPECT_GT(std::log2(coarse / middle), 1.9);
  EXPECT_GT(std::log2(middle / fine), 1.9);
}

TEST(Transport, FluxAddsFluxTimesAreaTimesTime) {
  for (std::size_t face = 0; face < 6; ++face) {
    const Grid grid{{4, 5, 6}, {10, 20, 30}, {}};
    Substance substance = diffusing(3000);
    substance.faces[face] = flowing(7);
    TransientSolver solver(grid, substance, {}, 0.25);
    std::vector<double> field(grid.size(), 2.0);
    const double before = mass(grid, field);

    const FieldBudget budget = run(solver, field, 8, Workers(1));

    const std::array<double, 3> area = {5 * 20 * 6 * 30, 4 * 10 * 6 * 30, 4 * 10 * 5 * 20};
    const double expected = 7 * area[face / 2] * 2.0;
    // Round-off of sums of 120 voxels.
    EXPECT_NEAR(budget.inflow, expected, 1e-12 * before);
    EXPECT_NEAR(mass(grid, field) - before, expected, 1e-12 * before);
  }
}

// The profile is the null vector of the discrete operator, so every step leaves it alone.
TEST(Transport, HeldFacesReachTheLinearProfile) {
  for (int axis = 0; axis < 3; ++axis) {
    const Grid grid = line_grid(axis, 17, 15);
    Substance substance = diffusing(2000);
    substance.faces[2 * static_cast<std::size_t>(axis)] = held(3);
    substance.faces[2 * static_cast<std::size_t>(axis) + 1] = held(20);
    TransientSolver solver(grid, substance, {}, 5);
    std::vector<double> field(17, 0.0);
    run(solver, field, 400, Workers(1));
    for (std::size_t i = 0; i < 17; ++i) {
      EXPECT_NEAR(field[i], 3 + 17 * (static_cast<double>(i) + 0.5) / 17, 1e-11) << i;
    }
  }
}

class HotVoxel : public testing::TestWithParam<double> {};

// (1,2) Pade undershoots next to a jump; the limiter must leave neither a negative value nor a
// change of mass, on each axis and with all three.
TEST_P(HotVoxel, StaysPositiveAndKeepsItsMass) {
  const std::array<Grid, 4> grids = {line_grid(0, 41, 20), line_grid(1, 41, 20),
                                     line_grid(2, 41, 20), Grid{{21, 21, 21}, {20, 20, 20}, {}}};
  for (const Grid& grid : grids) {
    TransientSolver solver(grid, diffusing(1e5), {}, GetParam() * 400 / 1e5);
    std::vector<double> field(grid.size(), 0.0);
    field[grid.size() / 2] = 1000;
    for (std::uint64_t n = 0; n < 12; ++n) {
      const FieldBudget budget = solver.advance(field, n, Workers(1));
      EXPECT_GE(*std::min_element(field.begin(), field.end()), 0.0) << n;
      EXPECT_LT(budget.relative_imbalance(), 1e-10);
      // Round-off is about (2 ratio)^2 / 6 of the last digit, balanced above a ratio of 50.
      EXPECT_NEAR(mass(grid, field), 1000 * 8000.0, 1000 * 8000.0 * 1e-12);
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Ratios, HotVoxel, testing::Values(1, 3, 10, 30, 100));

// A hot voxel on a line with a fixed voxel and an open face: nothing negative, nothing lost in
// the budget, and the fixed voxel stays.
TEST(Transport, LimiterKnowsReservoirs) {
  Grid grid = line_grid(0, 30, 20);
  grid.count[1] = 3;
  Substance substance = diffusing(1e5);
  substance.faces[1] = held(0);
  const FixedVoxels fixed{{10, 40}, {0, 4}};
  for (const double ratio : {1.0, 10.0, 100.0}) {
    TransientSolver solver(grid, substance, fixed, ratio * 400 / 1e5);
    std::vector<double> field(grid.size(), 0.0);
    field[12] = field[35] = field[3] = 1e6;
    for (std::uint64_t n = 0; n < 10; ++n) {
      const double before = mass(grid, field);
      const FieldBudget budget = solver.advance(field, n, Workers(1));
      EXPECT_GE(*std::min_element(field.begin(), field.end()), 0.0);
      EXPECT_NEAR(budget.change, mass(grid, field) - before, 1e-13 * (before + 1));
      EXPECT_LT(budget.relative_imbalance(), 1e-10);
      EXPECT_EQ(field[10], 0);
      EXPECT_EQ(field[40], 4);
    }
  }
}

// The limiter works locally: far from the jump the solution keeps its accuracy.
TEST(Transport, LimiterLeavesTheRestOfALineAlone) {
  const Grid grid = line_grid(0, 400, 20);
  TransientSolver solver(grid, diffusing(1e5), {}, 0.1);
  std::vector<double> smooth(400), both;
  for (std::size_t i = 0; i < 400; ++i) {
    smooth[i] = 5 + 4 * std::cos(std::numbers::pi * (static_cast<double>(i) + 0.5) / 200);
  }
  both = smooth;
  for (std::size_t i = 300; i < 400; ++i) both[i] = 0;
  run(solver, smooth, 4, Workers(1));
  run(solver, both, 4, Workers(1));
  for (std::size_t i = 0; i < 180; ++i) EXPECT_NEAR(both[i], smooth[i], 1e-6) << i;
}

}  // namespace
}  // namespace cytotwin
