#pragma once

#include <cstdint>

#include "assimilation/ensemble.h"

namespace cytotwin {

/// Mean of a - b over cases scored by both, with the percentile interval of resampled cases (Efron
/// 1979, Ann. Stat. 7:1). If `high` < 0, a scores lower than b beyond chance at that level.
struct PairedDifference {
  double mean, low, high;
};

/// @param a, b  scores of the same cases, shape (cases)
/// @throws std::invalid_argument if sizes differ or there are fewer than 2 cases
PairedDifference paired_bootstrap(const Vector& a, const Vector& b, double level = .95,
                                  int resamples = 4000, std::uint64_t seed = 1);

}  // namespace cytotwin
