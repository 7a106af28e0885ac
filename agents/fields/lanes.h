#pragma once

#include <cstddef>
#include <memory>

namespace cytotwin {

/// Lines that are solved together, one a lane; what is a lane's is stored at i * lanes + lane.
inline constexpr std::size_t sweep_lanes = 16;

/// One value a lane, at the start of a line of the cache.
struct alignas(64) LaneRow {
  double lane[sweep_lanes];
};

/// Rows of a block to work in, not initialised.
class LaneBlock {
 public:
  explicit LaneBlock(std::size_t rows) : rows_(new LaneRow[rows]) {}
  double* data() { return rows_[0].lane; }

 private:
  std::unique_ptr<LaneRow[]> rows_;
};

/// Some lanes of a block, anywhere in memory; the compiler maps them to what each processor has.
/// Twice as wide as the plain sweeps' vectors: that is faster where a division a row has to be
/// waited for, and slower where rows are short.
using Lanes = double __attribute__((vector_size(64), aligned(8), may_alias));
inline constexpr std::size_t lanes_a_vector = 8;
inline constexpr std::size_t lane_vectors = sweep_lanes / lanes_a_vector;

inline const Lanes& lanes_at(const double* values) {
  return *reinterpret_cast<const Lanes*>(values);
}
inline Lanes& lanes_at(double* values) { return *reinterpret_cast<Lanes*>(values); }

}  // namespace cytotwin
