#include "assimilation/diagnostics/bootstrap.h"

#include <fmt/format.h>

#include <stdexcept>
#include <vector>

#include "assimilation/diagnostics/scores.h"
#include "core/random.h"

namespace cytotwin {

PairedDifference paired_bootstrap(const Vector& a, const Vector& b, double level, int resamples,
                                  std::uint64_t seed) {
  if (a.size() != b.size() || a.size() < 2 || resamples < 1)
    throw std::invalid_argument(
        fmt::format("paired_bootstrap: {} and {} cases, {} resamples; the same 2 or more cases",
                    a.size(), b.size(), resamples));
  const Vector difference = a - b;
  const auto n = static_cast<double>(a.size());
  std::vector<double> means;
  for (int r = 0; r < resamples; ++r) {
    RandomStream stream(seed, static_cast<std::uint64_t>(r), 0, Purpose::bootstrap);
    double sum = 0;
    for (Eigen::Index i = 0; i < a.size(); ++i)
      sum += difference[static_cast<Eigen::Index>(stream.uniform() * n)];
    means.push_back(sum / n);
  }
  const auto [low, high] = central_interval(means, level);
  return {difference.mean(), low, high};
}

}  // namespace cytotwin
