#pragma once

#include <cstddef>

namespace cytotwin::bench {

/// What the machine can do in this very run; shared machines drift, so compare within a run only.
struct MachineLimits {
  double dram_triad;    ///< a = b + s c far beyond the caches, 24 B an element [GB/s]
  double cache_triad;   ///< the same within an L2 cache [GB/s]
  double multiply_add;  ///< FP64, separate multiply and add as the sweeps use [GFLOP/s]
};

/// Seconds of this thread's own processor time, or of the clock on the wall.
double now(bool own_time);

/// Seconds that body() takes: own processor time on one thread, the wall's on more.
template <class Body>
double seconds(unsigned threads, const Body& body) {
  const double start = now(threads == 1);
  body();
  return now(threads == 1) - start;
}

/// Measures once per number of threads and keeps the result; best of several repetitions.
const MachineLimits& machine_limits(unsigned threads);

}  // namespace cytotwin::bench
