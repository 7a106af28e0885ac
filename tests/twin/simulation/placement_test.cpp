#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "twin/simulation/lattice.h"

namespace cytotwin {
namespace {

// Rows sqrt(3)/2, 1 and sqrt(3)/2 spacings apart: one point a cell of 3/4 spacing^3.
TEST(Lattice, FillsABallAtItsDensity) {
  const Vec3 centre = {5, -7, 11};
  const double radius = 150, spacing = 12;
  const auto points = lattice_in_ball(centre, radius, spacing);

  for (const Vec3& p : points) EXPECT_LE(norm(p - centre), radius);
  const double expected =
      4 * std::numbers::pi / 3 * std::pow(radius, 3) / (0.75 * std::pow(spacing, 3));
  // the surface holds about 4 pi (R / s)^2 points, which fall in or out by chance
  const double scatter = std::sqrt(4 * std::numbers::pi) * radius / spacing;
  EXPECT_NEAR(static_cast<double>(points.size()), expected, 3 * scatter);
}

TEST(Lattice, KeepsPointsApart) {
  const auto points = lattice_in_box({-30, -30, -30}, {30, 30, 30}, 10);
  ASSERT_GT(points.size(), 100U);
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_LE(std::max({std::abs(points[i].x), std::abs(points[i].y), std::abs(points[i].z)}), 30);
    for (std::size_t j = 0; j < i; ++j) EXPECT_GT(norm(points[i] - points[j]), 0.85 * 10);
  }
}

TEST(Lattice, RefusesNoSpacing) {
  EXPECT_THROW(lattice_in_ball({}, 100, 0), std::invalid_argument);
  EXPECT_THROW(lattice_in_ball({}, 100, std::nan("")), std::invalid_argument);
}

}  // namespace
}  // namespace cytotwin
