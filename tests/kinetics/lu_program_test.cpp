#include "kinetics/lu_program.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace cytotwin {
namespace {

constexpr std::size_t lanes = tape_lanes;

/// A random pattern with a full diagonal.
SparsePattern random_pattern(std::size_t size, double share, std::uint64_t seed) {
  RandomStream random(seed, 0, 0, Purpose::placement);
  SparsePattern pattern;
  for (std::uint32_t column = 0; column < size; ++column) {
    pattern.first.push_back(static_cast<std::uint32_t>(pattern.row.size()));
    for (std::uint32_t row = 0; row < size; ++row) {
      if (row == column || random.uniform() < share) pattern.row.push_back(row);
    }
  }
  pattern.first.push_back(static_cast<std::uint32_t>(pattern.row.size()));
  return pattern;
}

// A x = b for matrices with a dominant diagonal: the residual is round-off.
TEST(LuProgram, SolvesEveryLane) {
  for (std::uint64_t n = 0; n < 30; ++n) {
    const std::size_t size = 1 + n;
    const SparsePattern pattern = random_pattern(size, 0.15, n);
    const LuProgram lu(pattern);
    RandomStream random(1, n, 0, Purpose::placement);
    std::vector<double> values(pattern.row.size() * lanes), matrix(lu.entries() * lanes, 0.0);
    for (std::size_t column = 0; column < size; ++column) {
      for (std::uint32_t e = pattern.first[column]; e < pattern.first[column + 1]; ++e) {
        for (std::size_t l = 0; l < lanes; ++l) {
          const double value = random.uniform() + (pattern.row[e] == column ? 10.0 : 0.0);
          values[e * lanes + l] = matrix[lu.places()[e] * lanes + l] = value;
        }
      }
    }
    std::vector<double> right(size * lanes);
    for (double& value : right) value = random.uniform();
    std::vector<double> x = right;
    lu.factor(matrix.data());
    lu.solve(matrix.data(), x.data());
    for (std::size_t column = 0; column < size; ++column) {
      for (std::uint32_t e = pattern.first[column]; e < pattern.first[column + 1]; ++e) {
        for (std::size_t l = 0; l < lanes; ++l) {
          right[pattern.row[e] * lanes + l] -= values[e * lanes + l] * x[column * lanes + l];
        }
      }
    }
    for (const double residual : right) EXPECT_NEAR(residual, 0, 1e-14) << "size " << size;
  }
}

// An arrow that points at the first unknown fills everything if that is eliminated first, and
// nothing if it is last.
TEST(LuProgram, OrdersPivotsSoThatLittleFills) {
  SparsePattern arrow;
  constexpr std::uint32_t n = 10;
  for (std::uint32_t column = 0; column < n; ++column) {
    arrow.first.push_back(static_cast<std::uint32_t>(arrow.row.size()));
    for (std::uint32_t row = 0; row < n; ++row) {
      if (row == column || row == 0 || column == 0) arrow.row.push_back(row);
    }
  }
  arrow.first.push_back(static_cast<std::uint32_t>(arrow.row.size()));
  EXPECT_EQ(LuProgram(arrow).entries(), arrow.row.size());
}

}  // namespace
}  // namespace cytotwin
