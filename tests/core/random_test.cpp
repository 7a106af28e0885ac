#include "core/random.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cytotwin {
namespace {

// Known answer of Philox4x32-10 for counter and key zero (Random123's kat_vectors), reached here
// through entity, step and purpose zero.
TEST(RandomStream, FirstBlockIsThePublishedKnownAnswer) {
  RandomStream stream(0, 0, 0, Purpose{0});

  EXPECT_EQ(stream.bits(), 0x6627e8d5U);
  EXPECT_EQ(stream.bits(), 0xe169c58dU);
  EXPECT_EQ(stream.bits(), 0xbc57ac4cU);
  EXPECT_EQ(stream.bits(), 0x9b00dbd8U);
}

TEST(RandomStream, DiffersByEachPartOfItsKey) {
  const auto first = [](std::uint64_t seed, std::uint64_t entity, std::uint32_t step,
                        Purpose purpose) {
    return RandomStream(seed, entity, step, purpose).bits();
  };
  const auto base = first(1, 2, 3, Purpose::death);

  EXPECT_EQ(base, first(1, 2, 3, Purpose::death));
  EXPECT_NE(base, first(1ULL << 40, 2, 3, Purpose::death));
  EXPECT_NE(base, first(1, 2ULL << 40, 3, Purpose::death));
  EXPECT_NE(base, first(1, 2, 4, Purpose::death));
  EXPECT_NE(base, first(1, 2, 3, Purpose::phase_exit));
}

// Means over n draws lie within 4 standard errors of the exact moments; a wrong transform would
// be off by hundreds.
TEST(RandomStream, MomentsOfEachDistribution) {
  const int n = 200000;
  double uniform = 0, normal = 0, normal2 = 0, exponential = 0, z2 = 0;
  for (int i = 0; i < n; ++i) {
    RandomStream stream(7, static_cast<std::uint64_t>(i), 0, Purpose::placement);
    uniform += stream.uniform();
    const double g = stream.normal();
    normal += g;
    normal2 += g * g;
    exponential += stream.exponential();
    const Vec3 d = stream.direction();
    EXPECT_NEAR(norm(d), 1, 1e-14);
    z2 += d.z * d.z;
  }
  const double root = std::sqrt(static_cast<double>(n));
  EXPECT_NEAR(uniform / n, 0.5, 4 * std::sqrt(1.0 / 12) / root);
  EXPECT_NEAR(normal / n, 0, 4 / root);
  EXPECT_NEAR(normal2 / n, 1, 4 * std::sqrt(2.0) / root);
  EXPECT_NEAR(exponential / n, 1, 4 / root);
  EXPECT_NEAR(z2 / n, 1.0 / 3, 4 * std::sqrt(4.0 / 45) / root);
}

}  // namespace
}  // namespace cytotwin
