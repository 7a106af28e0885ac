#include "agents/fields/line_kernels.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "agents/fields/line_limiter.h"
#include "core/simd.h"

namespace cytotwin {

namespace {

// Four doubles anywhere in memory; the compiler maps them to what each processor has.
using Quad = double __attribute__((vector_size(32), aligned(8), may_alias));
using QuadIndex = long long __attribute__((vector_size(32)));

constexpr std::size_t quad = 4, quads = sweep_lanes / quad;

inline const Quad& quad_at(const double* values) { return *reinterpret_cast<const Quad*>(values); }
inline Quad& quad_at(double* values) { return *reinterpret_cast<Quad*>(values); }

/// In a fixed order.
double lane_sum(const double* sums) {
  double sum = 0;
  for (std::size_t l = 0; l < sweep_lanes; ++l) sum += sums[l];
  return sum;
}

// A macro would do, but only an inlined function is compiled for each processor with its caller.
__attribute__((always_inline)) inline void transpose(Quad* q) {
  constexpr QuadIndex even = {0, 4, 2, 6}, odd = {1, 5, 3, 7};
  constexpr QuadIndex low = {0, 1, 4, 5}, high = {2, 3, 6, 7};
  const Quad a = __builtin_shuffle(q[0], q[1], even), b = __builtin_shuffle(q[0], q[1], odd);
  const Quad c = __builtin_shuffle(q[2], q[3], even), d = __builtin_shuffle(q[2], q[3], odd);
  q[0] = __builtin_shuffle(a, c, low);
  q[1] = __builtin_shuffle(b, d, low);
  q[2] = __builtin_shuffle(a, c, high);
  q[3] = __builtin_shuffle(b, d, high);
}

/// (I - X/3) c0 + h (I + X/6) b of some lanes of a row.
__attribute__((always_inline)) inline void right_side(const LinePropagator::Forward& row,
                                                      const double* below, const double* own,
                                                      const double* above, Quad& right) {
  right = row.own * quad_at(own) + row.constant +
          (row.below * quad_at(below) + row.above * quad_at(above));
}

/// Two rows of a block that others go on from; zeros where there are none.
struct RowPair {
  Quad first[quads] = {}, second[quads] = {};
};
__attribute__((always_inline)) inline void load_rows(const double* first, const double* second,
                                                     RowPair& rows) {
  for (std::size_t v = 0; v < quads; ++v) {
    if (first != nullptr) rows.first[v] = quad_at(first + v * quad);
    if (second != nullptr) rows.second[v] = quad_at(second + v * quad);
  }
}

/// The same for some lanes only; blocks whose lines differ are rare.
void propagate_some(const LinePropagator& line, std::size_t begin, std::size_t end,
                    const double* before, double* after, double* lowest) {
  const std::size_t n = line.size();
  for (std::size_t l = begin; l < end; ++l) {
    double first = 0, second = 0, below = 0, own = before[l];
    for (std::size_t i = 0; i < n; ++i) {
      const auto& row = line.forward[i];
      const double above = before[std::min(i + 1, n - 1) * sweep_lanes + l];
      const double right = row.own * own + row.constant + (row.below * below + row.above * above);
      const double result = right - row.second * second - row.first * first;
      after[i * sweep_lanes + l] = result;
      second = first;
      first = result;
      below = own;
      own = above;
    }
    first = second = lowest[l] = 0;
    for (std::size_t i = n; i-- > 0;) {
      const auto& row = line.backward[i];
      const double value =
          row.pivot_inverse * after[i * sweep_lanes + l] - row.second * second - row.first * first;
      after[i * sweep_lanes + l] = value;
      lowest[l] = std::min(lowest[l], value);
      second = first;
      first = value;
    }
  }
}

/// Scales a closed lane to the sum that the scheme has in exact arithmetic.
void balance(const LinePropagator& line, const double* before, double* after) {
  double start = 0, sum = 0;
  for (std::size_t i = 0; i < line.size() * sweep_lanes; i += sweep_lanes) {
    start += before[i];
    sum += after[i];
  }
  const double x = line.loss;
  const double wanted =
      (start * (1 - x / 3) + line.source_sum * (1 + x / 6)) / (1 + x * (2.0 / 3 + x / 6));
  if (sum <= 0 || wanted <= 0) return;
  const double scale = wanted / sum;
  for (std::size_t i = 0; i < line.size() * sweep_lanes; i += sweep_lanes) after[i] *= scale;
}

}  // namespace

CYTOTWIN_SIMD
void eliminate_down(const LinePropagator& line, std::size_t begin, std::size_t end,
                    const double* __restrict before, double* __restrict result) {
  const std::size_t last = line.size() - 1;
  const auto row_at = [](auto* block, std::size_t i) { return block + i * sweep_lanes; };
  RowPair known;
  load_rows(begin > 0 ? row_at(result, begin - 1) : nullptr,
            begin > 1 ? row_at(result, begin - 2) : nullptr, known);
  for (std::size_t i = begin; i < end; ++i) {
    const auto& row = line.forward[i];
    // Rows at the ends read their own value again, which their factor 0 leaves out.
    const double* own = row_at(before, i);
    const double* below = i > 0 ? own - sweep_lanes : own;
    const double* above = i < last ? own + sweep_lanes : own;
#pragma GCC unroll 4
    for (std::size_t v = 0; v < quads; ++v) {
      const std::size_t l = v * quad;
      Quad right;
      right_side(row, below + l, own + l, above + l, right);
      const Quad value = right - row.second * known.second[v] - row.first * known.first[v];
      quad_at(row_at(result, i) + l) = value;
      known.second[v] = known.first[v];
      known.first[v] = value;
    }
  }
}

CYTOTWIN_SIMD
void eliminate_up(const LinePropagator& line, std::size_t begin, std::size_t end,
                  const double* __restrict before, double* __restrict result) {
  const std::size_t n = line.size();
  const auto row_at = [](auto* block, std::size_t i) { return block + i * sweep_lanes; };
  RowPair known;
  load_rows(end < n ? row_at(result, end) : nullptr,
            end + 1 < n ? row_at(result, end + 1) : nullptr, known);
  for (std::size_t i = end; i-- > begin;) {
    const auto& row = line.forward[i];
    const auto& factor = line.upward[i];
    const double* own = row_at(before, i);
    const double* below = i > 0 ? own - sweep_lanes : own;
    const double* above = i + 1 < n ? own + sweep_lanes : own;
#pragma GCC unroll 4
    for (std::size_t v = 0; v < quads; ++v) {
      const std::size_t l = v * quad;
      Quad right;
      right_side(row, below + l, own + l, above + l, right);
      const Quad value = right - factor.second * known.second[v] - factor.first * known.first[v];
      quad_at(row_at(result, i) + l) = value;
      known.second[v] = known.first[v];
      known.first[v] = value;
    }
  }
}

CYTOTWIN_SIMD
void substitute_up(const LinePropagator& line, std::size_t begin, std::size_t end,
                   double* __restrict result, double* __restrict lowest) {
  const std::size_t n = line.size();
  const auto row_at = [](auto* block, std::size_t i) { return block + i * sweep_lanes; };
  RowPair known;
  load_rows(end < n ? row_at(result, end) : nullptr,
            end + 1 < n ? row_at(result, end + 1) : nullptr, known);
  Quad least[quads];
  for (std::size_t v = 0; v < quads; ++v) least[v] = quad_at(lowest + v * quad);
  for (std::size_t i = end; i-- > begin;) {
    const auto& row = line.backward[i];
#pragma GCC unroll 4
    for (std::size_t v = 0; v < quads; ++v) {
      Quad& at = quad_at(row_at(result, i) + v * quad);
      const Quad value =
          row.pivot_inverse * at - row.second * known.second[v] - row.first * known.first[v];
      at = value;
      least[v] = value < least[v] ? value : least[v];
      known.second[v] = known.first[v];
      known.first[v] = value;
    }
  }
  for (std::size_t v = 0; v < quads; ++v) quad_at(lowest + v * quad) = least[v];
}

CYTOTWIN_SIMD
void substitute_down(const LinePropagator& line, std::size_t begin, std::size_t end,
                     double* __restrict result, double* __restrict lowest) {
  const auto row_at = [](auto* block, std::size_t i) { return block + i * sweep_lanes; };
  RowPair known;
  load_rows(begin > 0 ? row_at(result, begin - 1) : nullptr,
            begin > 1 ? row_at(result, begin - 2) : nullptr, known);
  Quad least[quads];
  for (std::size_t v = 0; v < quads; ++v) least[v] = quad_at(lowest + v * quad);
  for (std::size_t i = begin; i < end; ++i) {
    const double first = i > 0 ? line.upward[i - 1].first : 0;
    const double second = i > 1 ? line.upward[i - 2].second : 0;
#pragma GCC unroll 4
    for (std::size_t v = 0; v < quads; ++v) {
      Quad& at = quad_at(row_at(result, i) + v * quad);
      const Quad value =
          line.upward[i].pivot_inverse * at - second * known.second[v] - first * known.first[v];
      at = value;
      least[v] = value < least[v] ? value : least[v];
      known.second[v] = known.first[v];
      known.first[v] = value;
    }
  }
  for (std::size_t v = 0; v < quads; ++v) quad_at(lowest + v * quad) = least[v];
}

CYTOTWIN_SIMD
double load_across(const double* field, std::size_t pitch, std::size_t size, std::size_t lanes,
                   double* __restrict block) {
  double sums[sweep_lanes] = {};
  if (lanes < sweep_lanes) {
    std::fill(block, block + size * sweep_lanes, 0.0);
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t l = 0; l < lanes; ++l) {
        const double value = field[i * pitch + l];
        sums[l] += value;
        block[i * sweep_lanes + l] = value;
      }
    }
    return lane_sum(sums);
  }
  Quad sum[quads] = {};
  for (std::size_t i = 0; i < size; ++i, field += pitch, block += sweep_lanes) {
    // The hardware does not foresee a stride of a whole plane.
    __builtin_prefetch(field + 16 * pitch);
    __builtin_prefetch(field + 16 * pitch + sweep_lanes / 2);
#pragma GCC unroll 4
    for (std::size_t v = 0; v < quads; ++v) {
      const Quad value = quad_at(field + v * quad);
      sum[v] += value;
      quad_at(block + v * quad) = value;
    }
  }
  for (std::size_t v = 0; v < quads; ++v) quad_at(sums + v * quad) = sum[v];
  return lane_sum(sums);
}

CYTOTWIN_SIMD
double store_across(const double* __restrict block, std::size_t pitch, std::size_t size,
                    std::size_t lanes, double* __restrict field) {
  double sums[sweep_lanes] = {};
  if (lanes < sweep_lanes) {
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t l = 0; l < lanes; ++l) {
        const double value = block[i * sweep_lanes + l];
        sums[l] += value;
        field[i * pitch + l] = value;
      }
    }
    return lane_sum(sums);
  }
  Quad sum[quads] = {};
  for (std::size_t i = 0; i < size; ++i, field += pitch, block += sweep_lanes) {
#pragma GCC unroll 4
    for (std::size_t v = 0; v < quads; ++v) {
      const Quad value = quad_at(block + v * quad);
      sum[v] += value;
      quad_at(field + v * quad) = value;
    }
  }
  for (std::size_t v = 0; v < quads; ++v) quad_at(sums + v * quad) = sum[v];
  return lane_sum(sums);
}

CYTOTWIN_SIMD
double load_along(const double* field, std::size_t pitch, std::size_t size, std::size_t lanes,
                  double* __restrict block) {
  double sums[sweep_lanes] = {};
  if (lanes < sweep_lanes) std::fill(block, block + size * sweep_lanes, 0.0);
  const std::size_t whole = size / quad * quad;
  std::size_t l = 0;
  for (; l + quad <= lanes; l += quad) {
    const double* row = field + l * pitch;
    Quad sum = {};
    for (std::size_t i = 0; i < whole; i += quad) {
      Quad q[quad];
      for (std::size_t r = 0; r < quad; ++r) {
        q[r] = quad_at(row + r * pitch + i);
      }
      transpose(q);
      for (std::size_t r = 0; r < quad; ++r) {
        sum += q[r];
        quad_at(block + (i + r) * sweep_lanes + l) = q[r];
      }
    }
    quad_at(sums + l) = sum;
  }
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    for (std::size_t i = lane < l ? whole : 0; i < size; ++i) {
      const double value = field[lane * pitch + i];
      sums[lane] += value;
      block[i * sweep_lanes + lane] = value;
    }
  }
  return lane_sum(sums);
}

CYTOTWIN_SIMD
double store_along(const double* __restrict block, std::size_t pitch, std::size_t size,
                   std::size_t lanes, double* __restrict field) {
  double sums[sweep_lanes] = {};
  const std::size_t whole = size / quad * quad;
  std::size_t l = 0;
  for (; l + quad <= lanes; l += quad) {
    double* row = field + l * pitch;
    Quad sum = {};
    for (std::size_t i = 0; i < whole; i += quad) {
      Quad q[quad];
      for (std::size_t r = 0; r < quad; ++r) {
        q[r] = quad_at(block + (i + r) * sweep_lanes + l);
        sum += q[r];
      }
      transpose(q);
      for (std::size_t r = 0; r < quad; ++r) {
        quad_at(row + r * pitch + i) = q[r];
      }
    }
    quad_at(sums + l) = sum;
  }
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    for (std::size_t i = lane < l ? whole : 0; i < size; ++i) {
      const double value = block[i * sweep_lanes + lane];
      sums[lane] += value;
      field[lane * pitch + i] = value;
    }
  }
  return lane_sum(sums);
}

double lane_exposure(const LinePropagator& line, const double* before, const double* after) {
  double start = -line.fixed_sum, end = -line.fixed_sum, leaked = 0;
  for (std::size_t i = 0; i < line.size() * sweep_lanes; i += sweep_lanes) {
    start += before[i];
    end += after[i];
  }
  for (const auto& leak : line.leaks) leaked += leak.rate * after[leak.row * sweep_lanes];
  return line.step * ((start + 2 * end) / 3 + (line.loss * end + leaked - line.source_sum) / 6);
}

double propagate(const LinePropagator& line, std::size_t first, std::size_t last, std::size_t lanes,
                 const double* before, double* after) {
  double lowest[sweep_lanes] = {};
  constexpr std::size_t worth_vectors = 3;
  const auto copy_lanes = [&](const double* from) {
    for (std::size_t i = 0; i < line.size() * sweep_lanes; i += sweep_lanes) {
      std::copy(from + i + first, from + i + last, after + i + first);
    }
  };
  if (line.all_fixed) {
    copy_lanes(before);
  } else if (first == 0 && last == lanes) {
    eliminate_down(line, 0, line.size(), before, after);
    substitute_up(line, 0, line.size(), after, lowest);
  } else if (last - first >= worth_vectors) {
    std::vector<double> all(line.size() * sweep_lanes);
    eliminate_down(line, 0, line.size(), before, all.data());
    substitute_up(line, 0, line.size(), all.data(), lowest);
    copy_lanes(all.data());
  } else {
    propagate_some(line, first, last, before, after, lowest);
  }
  double correction = 0;
  for (std::size_t l = first; l < last; ++l) {
    if (lowest[l] < 0) {
      const LimitedLane limited = limit_undershoot(line, {}, l, before, after, nullptr);
      correction += limited.exposure - lane_exposure(line, before + l, after + l);
    } else if (line.needs_balance) {
      balance(line, before + l, after + l);
    }
  }
  return correction;
}

}  // namespace cytotwin
