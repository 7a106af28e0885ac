#pragma once

#include <cstdint>

#include "assimilation/ensemble.h"
#include "core/random.h"

namespace cytotwin {

/// What keys the random numbers of one analysis: the same (seed, cycle) gives the same bytes.
struct AnalysisKey {
  std::uint64_t seed = 0;
  std::uint32_t cycle = 0;
};

/// Standard normal draws, shape (rows, columns), where draws of 20 ns each would cost more than the
/// analysis that uses them: eight counters at once, both numbers of each Box-Muller pair kept.
///
/// Column j takes the counters of RandomStream(key.seed, first_entity + j, key.cycle, purpose), so
/// it does not depend on how many columns there are; its entries 0, 2, 4... equal normal() of that
/// stream to 1e-15 of their size or of 1.
/// @throws std::invalid_argument if rows > 131072, where a stream has no further counters
Matrix normal_matrix(Eigen::Index rows, Eigen::Index columns, AnalysisKey key, Purpose purpose,
                     Eigen::Index first_entity = 0);

/// `count` standard normal draws, cut into columns of 4096 as entities 0, 1, 2...
Vector normal_vector(Eigen::Index count, AnalysisKey key, Purpose purpose);

}  // namespace cytotwin
