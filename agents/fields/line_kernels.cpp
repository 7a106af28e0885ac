#include "agents/fields/line_kernels.h"

#include <algorithm>
#include <cstring>

#include "core/simd.h"

namespace cytotwin {

namespace {

// Four doubles; the compiler maps them to what each processor has.
using Quad = double __attribute__((vector_size(32)));
using QuadIndex = long long __attribute__((vector_size(32)));

constexpr std::size_t quad = 4;

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

CYTOTWIN_SIMD
void propagate_all(const LinePropagator& line, const double* __restrict before,
                   double* __restrict after, double* __restrict lowest) {
  const std::size_t n = line.size();
  constexpr std::size_t quads = sweep_lanes / quad;
  Quad own[quads], below[quads], above[quads], first[quads], second[quads];
  const auto* rows = line.forward.data();
  for (std::size_t v = 0; v < quads; ++v) {
    below[v] = first[v] = second[v] = Quad{};
    std::memcpy(&own[v], before + v * quad, sizeof(Quad));
  }
  for (std::size_t i = 0; i < n; ++i) {
    const auto& row = rows[i];
    // The last row has no upper neighbour; reading its own value again is harmless (factor 0).
    const double* next = before + std::min(i + 1, n - 1) * sweep_lanes;
    for (std::size_t v = 0; v < quads; ++v) {
      std::memcpy(&above[v], next + v * quad, sizeof(Quad));
      const Quad right =
          row.own * own[v] + row.constant + (row.below * below[v] + row.above * above[v]);
      const Quad result = right - row.second * second[v] - row.first * first[v];
      std::memcpy(after + i * sweep_lanes + v * quad, &result, sizeof(Quad));
      second[v] = first[v];
      first[v] = result;
      below[v] = own[v];
      own[v] = above[v];
    }
  }
  Quad least[quads];
  for (std::size_t v = 0; v < quads; ++v) least[v] = first[v] = second[v] = Quad{};
  for (std::size_t i = n; i-- > 0;) {
    const auto& row = line.backward[i];
    for (std::size_t v = 0; v < quads; ++v) {
      Quad value;
      std::memcpy(&value, after + i * sweep_lanes + v * quad, sizeof(Quad));
      value = row.pivot_inverse * value - row.second * second[v] - row.first * first[v];
      std::memcpy(after + i * sweep_lanes + v * quad, &value, sizeof(Quad));
      least[v] = value < least[v] ? value : least[v];
      second[v] = first[v];
      first[v] = value;
    }
  }
  std::memcpy(lowest, least, sizeof(least));
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

}  // namespace

CYTOTWIN_SIMD
double load_across(const double* field, std::size_t pitch, std::size_t size, std::size_t lanes,
                   double scale, double shift, double* __restrict block) {
  double sums[sweep_lanes] = {};
  if (lanes < sweep_lanes) std::fill(block, block + size * sweep_lanes, 0.0);
  for (std::size_t i = 0; i < size; ++i) {
    const double* row = field + i * pitch;
    double* out = block + i * sweep_lanes;
    if (lanes == sweep_lanes) {
      for (std::size_t l = 0; l < sweep_lanes; ++l) {
        sums[l] += row[l];
        out[l] = row[l] * scale + shift;
      }
    } else {
      for (std::size_t l = 0; l < lanes; ++l) {
        sums[l] += row[l];
        out[l] = row[l] * scale + shift;
      }
    }
  }
  return lane_sum(sums);
}

CYTOTWIN_SIMD
double store_across(const double* __restrict block, std::size_t pitch, std::size_t size,
                    std::size_t lanes, double scale, double shift, double* __restrict field) {
  double sums[sweep_lanes] = {};
  for (std::size_t i = 0; i < size; ++i) {
    double* row = field + i * pitch;
    const double* in = block + i * sweep_lanes;
    if (lanes == sweep_lanes) {
      for (std::size_t l = 0; l < sweep_lanes; ++l) {
        sums[l] += in[l];
        row[l] = in[l] * scale + shift;
      }
    } else {
      for (std::size_t l = 0; l < lanes; ++l) {
        sums[l] += in[l];
        row[l] = in[l] * scale + shift;
      }
    }
  }
  return lane_sum(sums);
}

CYTOTWIN_SIMD
double load_along(const double* field, std::size_t pitch, std::size_t size, std::size_t lanes,
                  double scale, double shift, double* __restrict block) {
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
        std::memcpy(&q[r], row + r * pitch + i, sizeof(Quad));
      }
      transpose(q);
      for (std::size_t r = 0; r < quad; ++r) {
        sum += q[r];
        q[r] = q[r] * scale + shift;
        std::memcpy(block + (i + r) * sweep_lanes + l, &q[r], sizeof(Quad));
      }
    }
    std::memcpy(sums + l, &sum, sizeof(Quad));
  }
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    for (std::size_t i = lane < l ? whole : 0; i < size; ++i) {
      const double value = field[lane * pitch + i];
      sums[lane] += value;
      block[i * sweep_lanes + lane] = value * scale + shift;
    }
  }
  return lane_sum(sums);
}

CYTOTWIN_SIMD
double store_along(const double* __restrict block, std::size_t pitch, std::size_t size,
                   std::size_t lanes, double scale, double shift, double* __restrict field) {
  double sums[sweep_lanes] = {};
  const std::size_t whole = size / quad * quad;
  std::size_t l = 0;
  for (; l + quad <= lanes; l += quad) {
    double* row = field + l * pitch;
    Quad sum = {};
    for (std::size_t i = 0; i < whole; i += quad) {
      Quad q[quad];
      for (std::size_t r = 0; r < quad; ++r) {
        std::memcpy(&q[r], block + (i + r) * sweep_lanes + l, sizeof(Quad));
        sum += q[r];
        q[r] = q[r] * scale + shift;
      }
      transpose(q);
      for (std::size_t r = 0; r < quad; ++r) {
        std::memcpy(row + r * pitch + i, &q[r], sizeof(Quad));
      }
    }
    std::memcpy(sums + l, &sum, sizeof(Quad));
  }
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    for (std::size_t i = lane < l ? whole : 0; i < size; ++i) {
      const double value = block[i * sweep_lanes + lane];
      sums[lane] += value;
      field[lane * pitch + i] = value * scale + shift;
    }
  }
  return lane_sum(sums);
}

void propagate(const LinePropagator& line, std::size_t first, std::size_t last, std::size_t lanes,
               const double* before, double* after) {
  double lowest[sweep_lanes];
  if (first == 0 && last == lanes) {
    propagate_all(line, before, after, lowest);
  } else {
    propagate_some(line, first, last, before, after, lowest);
  }
  for (std::size_t l = first; l < last; ++l) {
    if (lowest[l] < 0) limit_undershoot(line, before + l, after + l);
  }
}

}  // namespace cytotwin
