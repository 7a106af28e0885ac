#include "assimilation/filters/normals.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cytotwin {
namespace {

constexpr AnalysisKey key{0x123456789abcdef0u, 77};

// The same counters as RandomStream: its normal() is the first of each pair.
TEST(Normals, FirstOfEachPairIsTheStreamsOwn) {
  const Matrix draws = normal_matrix(9, 40, key, Purpose::observation_perturbation);
  for (Eigen::Index j = 0; j < draws.cols(); ++j) {
    RandomStream stream(key.seed, static_cast<std::uint64_t>(j), key.cycle,
                        Purpose::observation_perturbation);
    for (Eigen::Index i = 0; i < draws.rows(); i += 2) {
      const double wanted = stream.normal();
      EXPECT_NEAR(draws(i, j), wanted, 1e-15 * std::max(1.0, std::abs(wanted)) * 4);
    }
  }
}

TEST(Normals, ColumnsDoNotDependOnHowManyThereAre) {
  const Matrix many = normal_matrix(5, 23, key, Purpose::particle_jitter);
  const Matrix few = normal_matrix(5, 3, key, Purpose::particle_jitter);
  EXPECT_EQ((many.leftCols(3) - few).cwiseAbs().maxCoeff(), 0);
}

// Moments of 10^6 draws: standard deviations of the sample mean, variance, third and fourth moment
// are 1, sqrt 2, sqrt 15 and sqrt 96 over 1000; pairs must not be correlated.
TEST(Normals, HaveTheMomentsOfANormal) {
  const Matrix draws = normal_matrix(1000, 1000, key, Purpose::initial_members);
  const double n = 1e6, four = 4 / std::sqrt(n);
  const auto x = draws.reshaped().array();
  EXPECT_NEAR(x.mean(), 0, four);
  EXPECT_NEAR(x.square().mean(), 1, four * std::sqrt(2.));
  EXPECT_NEAR(x.cube().mean(), 0, four * std::sqrt(15.));
  EXPECT_NEAR(x.square().square().mean(), 3, four * std::sqrt(96.));
  double pairs = 0;
  for (Eigen::Index i = 0; i < draws.size(); i += 2) pairs += draws.data()[i] * draws.data()[i + 1];
  EXPECT_NEAR(pairs / (n / 2), 0, 4 / std::sqrt(n / 2));
}

TEST(Normals, StreamsEndSomewhere) {
  EXPECT_THROW(normal_matrix(131073, 1, key, Purpose::initial_members), std::invalid_argument);
  EXPECT_EQ(normal_vector(140000, key, Purpose::initial_members).size(), 140000);
}

}  // namespace
}  // namespace cytotwin
