#include "agents/vessels/layered_diffusion.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "core/random.h"

namespace cytotwin {
namespace {

// cos along x is an eigenvector of the discrete operator with sealed sides: with the same diagonal
// per volume everywhere the solution is b over (d + Dk (2/h sin)^2), without any vertical change.
TEST(LayeredDiffusion, SolvesALateralWaveExactly) {
  const double dk = 0.0473, loss = 3e-4, spacing = 20;
  const std::size_t n = 24;
  const TissueMesh mesh = uniform_mesh(20.0 * n, 60, perifoveal_column(), spacing);
  const Workers workers(1);
  LayeredDiffusion diffusion(mesh, dk);
  std::vector<double> diagonal(mesh.size()), b(mesh.size()), x(mesh.size());
  const double wave = std::numbers::pi * 3 / static_cast<double>(n);
  const double root = 2 / spacing * std::sin(wave / 2);
  std::vector<double> expected(mesh.size());
  for (std::size_t v = 0; v < mesh.size(); ++v) {
    const std::size_t column = v % mesh.columns_count(), level = v / mesh.columns_count();
    const double volume = mesh.thickness(level, column) * spacing * spacing;
    diagonal[v] = loss * volume;
    b[v] = volume * std::cos(wave * (static_cast<double>(column % n) + 0.5));
    expected[v] = b[v] / volume / (loss + dk * root * root);
  }

  diffusion.solve(diagonal, b, x, 1e-13, 500, workers);

  const double largest = 1 / (loss + dk * root * root);
  for (std::size_t v = 0; v < x.size(); ++v) ASSERT_NEAR(x[v], expected[v], 1e-9 * largest);
}

TEST(LayeredDiffusion, NothingFlowsInAnEvenField) {
  const TissueMesh mesh = macula_mesh(1600, 100);
  LayeredDiffusion diffusion(mesh, 0.0473);
  std::vector<double> p(mesh.size(), 7.5), out(mesh.size(), 1);
  diffusion.flow_in(p, out, Workers(1));
  for (const double q : out) ASSERT_EQ(q, 0);
}

// Sealed: what leaves one voxel enters another, also where the layers' thickness changes.
TEST(LayeredDiffusion, LosesNothing) {
  const TissueMesh mesh = macula_mesh(1600, 50);
  LayeredDiffusion diffusion(mesh, 0.0473);
  std::vector<double> p(mesh.size()), out(mesh.size());
  for (std::size_t v = 0; v < p.size(); ++v) {
    RandomStream random(3, v, 0, Purpose::placement);
    p[v] = 40 * random.uniform();
  }
  diffusion.flow_in(p, out, Workers(2));
  double sum = 0, size = 0;
  for (const double q : out) sum += q, size += std::abs(q);
  EXPECT_LT(std::abs(sum), 1e-12 * size);
}

TEST(LayeredDiffusion, ThreadsDoNotChangeABit) {
  const TissueMesh mesh = macula_mesh(1600, 50);
  LayeredDiffusion diffusion(mesh, 0.0473);
  std::vector<double> diagonal(mesh.size()), b(mesh.size());
  for (std::size_t v = 0; v < b.size(); ++v) {
    RandomStream random(4, v, 0, Purpose::placement);
    diagonal[v] = random.uniform();
    b[v] = random.uniform();
  }
  std::vector<double> one(mesh.size()), more(mesh.size());
  const unsigned iterations = diffusion.solve(diagonal, b, one, 1e-8, 200, Workers(1));
  for (const unsigned threads : {2u, 4u}) {
    EXPECT_EQ(diffusion.solve(diagonal, b, more, 1e-8, 200, Workers(threads)), iterations);
    EXPECT_EQ(one, more);
  }
}

}  // namespace
}  // namespace cytotwin
