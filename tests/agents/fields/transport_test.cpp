#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <vector>

#include "agents/fields/transient.h"

namespace cytotwin {
namespace {

/// Largest error of rho = 1 + cos(pi s / 500) exp(-D pi^2 t / 500^2) along an axis, no flux at
/// +-500 um (BioFVM's convergence_test1; Ghaffarizadeh et al. 2016).
double cosine_error(int axis, Grid grid, double step, double time) {
  Substance substance;
  substance.decay = 0;
  const auto exact = [&](std::size_t i, std::size_t j, std::size_t k, double t) {
    const Vec3 c = grid.centre(i, j, k);
    const double s = axis == 0 ? c.x : axis == 1 ? c.y : c.z;
    const double rate = 1e5 * std::pow(std::numbers::pi / 500, 2);
    return 1 + std::cos(std::numbers::pi * s / 500) * std::exp(-rate * t);
  };
  std::vector<double> field(grid.size());
  const auto for_all = [&](auto&& visit) {
    for (std::size_t k = 0; k < grid.count[2]; ++k)
      for (std::size_t j = 0; j < grid.count[1]; ++j)
        for (std::size_t i = 0; i < grid.count[0]; ++i) visit(i, j, k);
  };
  for_all([&](auto i, auto j, auto k) { field[grid.index(i, j, k)] = exact(i, j, k, 0); });
  TransientSolver solver(grid, substance, {}, step);
  const Workers workers(1);
  const auto steps = static_cast<std::uint64_t>(std::lround(time / step));
  for (std::uint64_t n = 0; n < steps; ++n) solver.advance(field, {}, n, workers);
  double error = 0;
  for_all([&](auto i, auto j, auto k) {
    error = std::max(error, std::abs(field[grid.index(i, j, k)] - exact(i, j, k, time)));
  });
  return error;
}

Grid cosine_grid(int axis) {
  Grid grid{{6, 6, 6}, {30, 40, 25}, {-90, -120, -75}};
  grid.count[static_cast<std::size_t>(axis)] = 50;
  (axis == 0 ? grid.spacing.x : axis == 1 ? grid.spacing.y : grid.spacing.z) = 20;
  (axis == 0 ? grid.origin.x : axis == 1 ? grid.origin.y : grid.origin.z) = -500;
  return grid;
}

TEST(Transport, CosineIsCloserThanItsPeersAlongEveryAxis) {
  for (int axis = 0; axis < 3; ++axis) {
    for (const double time : {0.1, 0.5}) {
      // Spatial floor 3.5e-4 at dx 20.
      std::printf("%d %g %.3e %.3e\n", axis, time, cosine_error(axis, cosine_grid(axis), 0.1, time),
                  cosine_error(axis, cosine_grid(axis), 0.05, time));
      EXPECT_LE(cosine_error(axis, cosine_grid(axis), 0.1, time), 5e-4) << axis << " " << time;
      EXPECT_LE(cosine_error(axis, cosine_grid(axis), 0.05, time), 5e-4) << axis << " " << time;
    }
  }
}

}  // namespace
}  // namespace cytotwin
