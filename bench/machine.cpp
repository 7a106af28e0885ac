#include "machine.h"

#include <time.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <vector>

#include "core/parallel.h"
#include "core/simd.h"

namespace cytotwin::bench {

namespace {

CYTOTWIN_SIMD
void triad(double* __restrict a, const double* __restrict b, const double* __restrict c,
           double scale, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) a[i] = b[i] + scale * c[i];
}

/// 64 chains: more than any core of today needs to hide its latency.
CYTOTWIN_SIMD
double chains(std::size_t rounds) {
  double value[64];
  for (std::size_t l = 0; l < 64; ++l) value[l] = 1e-3 * static_cast<double>(l);
  for (std::size_t r = 0; r < rounds; ++r) {
    for (std::size_t l = 0; l < 64; ++l) value[l] = value[l] * 0.999999 + 1e-7;
  }
  double sum = 0;
  for (const double v : value) sum += v;
  return sum;
}

template <class Body>
double best_seconds(unsigned threads, const Body& body) {
  double best = 1e9;
  for (int repetition = 0; repetition < 7; ++repetition) {
    best = std::min(best, seconds(threads, body));
  }
  return best;
}

double triad_rate(unsigned threads, std::size_t elements, std::size_t rounds) {
  const Workers workers(threads);
  std::vector<double> a(elements * threads), b(a.size(), 1.0), c(a.size(), 2.0);
  const double best = best_seconds(threads, [&] {
    workers.for_blocks(a.size(), elements, [&](std::size_t begin, std::size_t end) {
      for (std::size_t r = 0; r < rounds; ++r) {
        triad(a.data() + begin, b.data() + begin, c.data() + begin, 1e-9 * static_cast<double>(r),
              end - begin);
      }
    });
  });
  return 24e-9 * static_cast<double>(a.size() * rounds) / best;
}

MachineLimits measure(unsigned threads) {
  const Workers workers(threads);
  constexpr std::size_t rounds = 200000;
  volatile double sink = 0;
  const double best = best_seconds(threads, [&] {
    workers.for_blocks(threads, 1, [&](std::size_t, std::size_t) { sink = chains(rounds); });
  });
  return {triad_rate(threads, 16u << 20, 1), triad_rate(threads, 12000, 2000),
          128e-9 * rounds * threads / best};
}

}  // namespace

double now(bool own_time) {
  timespec time{};
  clock_gettime(own_time ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

const MachineLimits& machine_limits(unsigned threads) {
  static std::mutex guard;
  static std::map<unsigned, MachineLimits> known;
  const std::lock_guard lock(guard);
  const auto entry = known.find(threads);
  return entry != known.end() ? entry->second
                              : known.emplace(threads, measure(threads)).first->second;
}

}  // namespace cytotwin::bench
