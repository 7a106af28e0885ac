#include "twin/personalise/field_analysis.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/random.h"

namespace cytotwin {
namespace {

const Grid grid = {{24, 24, 1}, {20, 20, 20}, {-240, -240, -10}};
const std::vector<std::uint8_t> free_everywhere(grid.size(), 0);
const Workers workers(2);

/// A smooth random field around 8 with standard deviation 1: 60 waves whose wave vectors are normal
/// with 1/length, so that the covariance falls as exp(-d^2/(2 length^2)).
Vector smooth_field(std::uint64_t seed, std::uint64_t entity, double length) {
  RandomStream random(seed, entity, 0, Purpose::synthetic_truth);
  Vector field = Vector::Constant(static_cast<Eigen::Index>(grid.size()), 8.0);
  const int waves = 60;
  for (int w = 0; w < waves; ++w) {
    const double kx = random.normal() / length, ky = random.normal() / length;
    const double phase = 2 * std::numbers::pi * random.uniform();
    for (std::size_t v = 0; v < grid.size(); ++v) {
      const Vec3 at = grid.centre(v % grid.count[0], v / grid.count[0], 0);
      field[static_cast<Eigen::Index>(v)] +=
          std::sqrt(2.0 / waves) * std::cos(kx * at.x + ky * at.y + phase);
    }
  }
  return field;
}

Members smooth_members(std::uint64_t seed, int members, double length) {
  Members out(static_cast<Eigen::Index>(grid.size()), members);
  for (int m = 0; m < members; ++m)
    out.col(m) = smooth_field(seed, 1 + static_cast<std::uint64_t>(m), length);
  return out;
}

/// The truth of every third voxel of every third row, with an error of 0.3.
std::vector<ImagePoint> image_of(const Vector& truth, std::uint64_t seed) {
  std::vector<ImagePoint> points;
  RandomStream random(seed, 0, 0, Purpose::synthetic_observation);
  for (std::size_t j = 1; j < grid.count[1]; j += 3) {
    for (std::size_t i = 1; i < grid.count[0]; i += 3) {
      ImagePoint point;
      point.position = grid.centre(i, j, 0);
      point.voxel = grid.index(i, j, 0);
      point.error = 0.3;
      point.value = truth[static_cast<Eigen::Index>(point.voxel)] + 0.3 * random.normal();
      points.push_back(point);
    }
  }
  return points;
}

double rmse(const Members& members, const Vector& truth) {
  return std::sqrt((member_mean(members) - truth).squaredNorm() /
                   static_cast<double>(truth.size()));
}

TEST(FieldAnalysis, LeavesTheFarFieldBitByBit) {
  const Members before = smooth_members(1, 12, 60);
  ImagePoint point;
  point.position = grid.centre(12, 12, 0);
  point.voxel = grid.index(12, 12, 0);
  point.value = 11;
  point.error = 0.1;
  const double radius = 100;
  const Members after = analysed_field(before, {point}, grid, free_everywhere, radius, workers);
  std::size_t changed = 0;
  for (std::size_t v = 0; v < grid.size(); ++v) {
    const Vec3 at = grid.centre(v % grid.count[0], v / grid.count[0], 0);
    const auto row = static_cast<Eigen::Index>(v);
    if (norm(at - point.position) >= radius)
      EXPECT_EQ(before.row(row), after.row(row)) << v;
    else
      changed += before.row(row) != after.row(row) ? 1 : 0;
  }
  // a disc of 5 voxels: pi 25 = 79, less its rim
  EXPECT_GT(changed, 60u);
}

// One value and no taper at its own voxel: the Kalman filter's mean and variance there.
TEST(FieldAnalysis, IsKalmansAtTheMeasuredVoxel) {
  const Members before = smooth_members(2, 20, 60);
  ImagePoint point;
  point.position = grid.centre(7, 9, 0);
  point.voxel = grid.index(7, 9, 0);
  point.value = 9;
  point.error = 0.5;
  const Members after = analysed_field(before, {point}, grid, free_everywhere, 80, workers);
  const auto row = static_cast<Eigen::Index>(point.voxel);
  const double mean = before.row(row).mean();
  const double variance = (before.row(row).array() - mean).square().sum() / 19;
  const double gain = variance / (variance + 0.25);
  EXPECT_NEAR(after.row(row).mean(), mean + gain * (9 - mean), 1e-10);
  EXPECT_NEAR((after.row(row).array() - after.row(row).mean()).square().sum() / 19,
              (1 - gain) * variance, 1e-10);
}

TEST(FieldAnalysis, LeavesHeldVoxelsAndNothingBelowZero) {
  Members before = smooth_members(3, 10, 60).array() - 7.5;
  before = before.cwiseMax(0.0);
  std::vector<std::uint8_t> held(grid.size());
  held[grid.index(12, 12, 0)] = 1;
  std::vector<ImagePoint> points = image_of(Vector::Zero(before.rows()), 3);
  for (ImagePoint& point : points) point.value = std::max(0.0, point.value);
  const Members after = analysed_field(before, points, grid, held, 120, workers);
  const auto row = static_cast<Eigen::Index>(grid.index(12, 12, 0));
  EXPECT_EQ(before.row(row), after.row(row));
  EXPECT_GE(after.minCoeff(), 0);
}

// Twelve members of a field that is correlated over 60 um know its near covariances, and their
// noise of 1/sqrt(12) is larger than the far ones: too short a radius wastes values, too long a
// one spreads noise.
TEST(FieldAnalysis, HasABestRadiusInBetween) {
  const std::vector<double> radii = {25, 60, 120, 200, 400, 1500};
  std::vector<double> errors(radii.size());
  double before = 0;
  const int cases = 8;
  for (int c = 0; c < cases; ++c) {
    const auto seed = static_cast<std::uint64_t>(100 + c);
    const Members members = smooth_members(seed, 12, 60);
    const Vector truth = smooth_field(seed, 0, 60);
    const std::vector<ImagePoint> points = image_of(truth, seed);
    before += rmse(members, truth) / cases;
    for (std::size_t r = 0; r < radii.size(); ++r)
      errors[r] +=
          rmse(analysed_field(members, points, grid, free_everywhere, radii[r], workers), truth) /
          cases;
  }
  const auto best = std::min_element(errors.begin(), errors.end());
  EXPECT_NE(best, errors.begin());
  EXPECT_NE(best, errors.end() - 1);
  // not by chance: both ends are worse by a tenth and more
  EXPECT_GT(errors.front(), 1.1 * *best);
  EXPECT_GT(errors.back(), 1.1 * *best);
  EXPECT_LT(*best, 0.6 * before);
}

TEST(FieldAnalysis, GivesTheSameBytesForAnyNumberOfThreads) {
  const Members before = smooth_members(5, 12, 60);
  const std::vector<ImagePoint> points = image_of(smooth_field(5, 0, 60), 5);
  const auto by = [&](unsigned threads) {
    return analysed_field(before, points, grid, free_everywhere, 150, Workers(threads));
  };
  const Members one = by(1);
  EXPECT_EQ(one, by(2));
  EXPECT_EQ(one, by(4));
}

}  // namespace
}  // namespace cytotwin
