#include "core/parallel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

namespace cytotwin {
namespace {

double harmonic(unsigned threads) {
  return Workers(threads).sum_blocks(100003, 64, [](std::size_t begin, std::size_t end) {
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += 1.0 / static_cast<double>(i + 1);
    return sum;
  });
}

TEST(Workers, SumIsTheSameBytesForAnyNumberOfThreads) {
  const double one = harmonic(1);

  EXPECT_EQ(one, harmonic(2));
  EXPECT_EQ(one, harmonic(4));
  // H_n = ln n + gamma + 1/2n - 1/12n^2
  EXPECT_NEAR(one, std::log(100003.0) + 0.5772156649015329 + 0.5 / 100003, 1e-10);
}

TEST(Workers, EveryIndexIsVisitedOnce) {
  std::vector<int> visits(1001);
  Workers(4).for_blocks(visits.size(), 7, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) ++visits[i];
  });
  for (const int count : visits) EXPECT_EQ(count, 1);
}

TEST(Workers, LargestOfNothingIsZero) {
  EXPECT_EQ(Workers(1).max_blocks(0, 8, [](std::size_t, std::size_t) { return 5.0; }), 0.0);
}

TEST(Workers, RefusesZeroThreads) { EXPECT_THROW(Workers(0), std::invalid_argument); }

}  // namespace
}  // namespace cytotwin
