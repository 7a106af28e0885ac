#include "agents/fields/reacting_lines.h"

#include <algorithm>

#include "agents/fields/line_limiter.h"
#include "core/simd.h"

namespace cytotwin {

namespace {

// Four doubles anywhere in memory; the compiler maps them to what each processor has.
using FourDoubles = double __attribute__((vector_size(32), aligned(8), may_alias));
constexpr std::size_t per_vector = 4;
constexpr std::size_t vectors = sweep_lanes / per_vector;

inline const FourDoubles& at(const double* values) {
  return *reinterpret_cast<const FourDoubles*>(values);
}
inline FourDoubles& at(double* values) { return *reinterpret_cast<FourDoubles*>(values); }

/// Arrays of a block that the elimination fills.
struct Factors {
  double *result, *pivot_inverse, *first, *second;
};

/// Factors the pentadiagonal matrix of every lane and substitutes forwards.
CYTOTWIN_SIMD
void eliminate(const LinePropagator& line, const double* __restrict before,
               const double* __restrict loss, const double* __restrict supply, Factors out) {
  const std::size_t n = line.size();
  FourDoubles y1[vectors] = {}, y2[vectors] = {}, inverse1[vectors] = {}, inverse2[vectors] = {};
  FourDoubles first1[vectors] = {}, below[vectors] = {}, own[vectors], diagonal1[vectors] = {};
  for (std::size_t v = 0; v < vectors; ++v) {
    const std::size_t p = v * per_vector;
    own[v] = (line.source[0] + at(supply + p)) * (1.0 / 6) - at(before + p) * (1.0 / 3);
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double o = line.coupling[i], o1 = i > 0 ? line.coupling[i - 1] : 0;
    const double o2 = i > 1 ? line.coupling[i - 2] : 0;
    const double squares = 1 + (o * o + o1 * o1) / 6, skip = o1 * o2 / 6;
    const std::size_t next = i + 1 < n ? i + 1 : i;
#pragma GCC unroll 4
    for (std::size_t v = 0; v < vectors; ++v) {
      const std::size_t p = i * sweep_lanes + v * per_vector;
      const std::size_t q = next * sweep_lanes + v * per_vector;
      const FourDoubles d = line.diagonal[i] + at(loss + p);
      const FourDoubles above =
          (line.source[next] + at(supply + q)) * (1.0 / 6) - at(before + q) * (1.0 / 3);
      const FourDoubles right = at(before + p) + (line.source[i] + at(supply + p)) + d * own[v] +
                                (o1 * below[v] + o * above);
      const FourDoubles second = skip * inverse2[v];
      const FourDoubles reduced =
          o1 * (2.0 / 3 + (diagonal1[v] + d) * (1.0 / 6)) - skip * first1[v];
      const FourDoubles first = reduced * inverse1[v];
      const FourDoubles pivot =
          squares + d * (2.0 / 3 + d * (1.0 / 6)) - first * reduced - second * skip;
      const FourDoubles inverse = 1.0 / pivot;
      const FourDoubles y = right - second * y2[v] - first * y1[v];
      at(out.result + p) = y;
      at(out.pivot_inverse + p) = inverse;
      at(out.first + p) = first;
      at(out.second + p) = second;
      y2[v] = y1[v];
      y1[v] = y;
      inverse2[v] = inverse1[v];
      inverse1[v] = inverse;
      first1[v] = first;
      below[v] = own[v];
      own[v] = above;
      diagonal1[v] = d;
    }
  }
}

CYTOTWIN_SIMD
void substitute(std::size_t n, Factors in) {
  FourDoubles value1[vectors] = {}, value2[vectors] = {};
  FourDoubles first1[vectors] = {}, second1[vectors] = {}, second2[vectors] = {};
  for (std::size_t i = n; i-- > 0;) {
#pragma GCC unroll 4
    for (std::size_t v = 0; v < vectors; ++v) {
      const std::size_t p = i * sweep_lanes + v * per_vector;
      const FourDoubles value = at(in.result + p) * at(in.pivot_inverse + p) -
                                second2[v] * value2[v] - first1[v] * value1[v];
      at(in.result + p) = value;
      value2[v] = value1[v];
      value1[v] = value;
      second2[v] = second1[v];
      second1[v] = at(in.second + p);
      first1[v] = at(in.first + p);
    }
  }
}

/// mean = e / h of every voxel; lowest of c, and of e where there is a loss.
CYTOTWIN_SIMD
void expose(const LinePropagator& line, const double* __restrict before,
            const double* __restrict loss, const double* __restrict supply,
            const double* __restrict after, double* __restrict mean, double* __restrict lowest) {
  const std::size_t n = line.size();
  FourDoubles least[vectors] = {};
  for (std::size_t i = 0; i < n; ++i) {
    const double o = line.coupling[i], o1 = i > 0 ? line.coupling[i - 1] : 0;
    const std::size_t next = i + 1 < n ? i + 1 : i, last = i > 0 ? i - 1 : i;
    for (std::size_t v = 0; v < vectors; ++v) {
      const std::size_t p = i * sweep_lanes + v * per_vector;
      const FourDoubles c = at(after + p), k = at(loss + p), zero = {};
      const FourDoubles image =
          (line.diagonal[i] + k) * c + (o1 * at(after + last * sweep_lanes + v * per_vector) +
                                        o * at(after + next * sweep_lanes + v * per_vector));
      const FourDoubles e = (at(before + p) + 2.0 * c) * (1.0 / 3) +
                            (image - line.source[i] - at(supply + p)) * (1.0 / 6);
      at(mean + p) = e;
      const FourDoubles taken = k > zero ? e : zero;
      least[v] = c < least[v] ? c : least[v];
      least[v] = taken < least[v] ? taken : least[v];
    }
  }
  for (std::size_t v = 0; v < vectors; ++v) at(lowest + v * per_vector) = least[v];
}

/// Lane sums of e and loss x e.
CYTOTWIN_SIMD
void sum_lanes(const double* __restrict exposure, const double* __restrict loss, std::size_t size,
               double* __restrict exposed, double* __restrict taken) {
  FourDoubles e[vectors] = {}, t[vectors] = {};
  for (std::size_t i = 0; i < size * sweep_lanes; i += sweep_lanes) {
#pragma GCC unroll 4
    for (std::size_t v = 0; v < vectors; ++v) {
      const std::size_t p = i + v * per_vector;
      e[v] += at(exposure + p);
      t[v] += at(exposure + p) * at(loss + p);
    }
  }
  for (std::size_t v = 0; v < vectors; ++v) {
    at(exposed + v * per_vector) = e[v];
    at(taken + v * per_vector) = t[v];
  }
}

/// values = share e (saturation) where there is a loss, else 0.
CYTOTWIN_SIMD
void scale_exposure(const double* __restrict exposure, const double* __restrict loss,
                    const double* __restrict saturation, double share, std::size_t values,
                    double* __restrict result) {
  for (std::size_t p = 0; p < values; p += per_vector) {
    const FourDoubles zero = {};
    FourDoubles value = share * at(exposure + p);
    if (saturation != nullptr) value *= at(saturation + p);
    at(result + p) = at(loss + p) > zero ? value : zero;
  }
}

CYTOTWIN_SIMD
void add_rows(const double* __restrict values, std::size_t size, std::size_t lanes,
              std::size_t pitch, double* __restrict to) {
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t l = 0; l < lanes; ++l) to[i * pitch + l] += values[i * sweep_lanes + l];
  }
}

bool takes(const double* supply, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    if (supply[i * sweep_lanes] < 0) return true;
  }
  return false;
}

}  // namespace

ReactingBlock::ReactingBlock(std::size_t longest) {
  for (auto* values : {&loss, &supply, &saturation, &after, &exposure, &result, &pivot_inverse,
                       &first, &second, &mean}) {
    values->resize(longest * sweep_lanes);
  }
}

double propagate_reacting(const LinePropagator& line, std::size_t first, std::size_t last,
                          const double* before, ReactingBlock& block) {
  const std::size_t n = line.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (!line.fixed[i]) continue;
    for (std::size_t p = i * sweep_lanes + first; p < i * sweep_lanes + last; ++p) {
      block.loss[p] = block.supply[p] = 0;
    }
  }
  const double *loss = block.loss.data(), *supply = block.supply.data();
  const Factors factors = {block.result.data(), block.pivot_inverse.data(), block.first.data(),
                           block.second.data()};
  double lowest[sweep_lanes];
  eliminate(line, before, loss, supply, factors);
  substitute(n, factors);
  expose(line, before, loss, supply, factors.result, block.mean.data(), lowest);
  for (std::size_t i = 0; i < n; ++i) {
    const double step = line.fixed[i] ? 0 : line.step;
    for (std::size_t p = i * sweep_lanes + first; p < i * sweep_lanes + last; ++p) {
      block.after[p] = factors.result[p];
      block.exposure[p] = step * block.mean[p];
    }
  }
  double spared = 0;
  for (std::size_t l = first; l < last; ++l) {
    if (lowest[l] >= 0) continue;
    const LimitedLane limited = limit_undershoot(line, {loss + l, supply + l}, before + l,
                                                 block.after.data() + l, block.exposure.data() + l);
    if (takes(supply + l, n)) spared += limited.spared;
  }
  return spared;
}

ExposureSums sum_exposure(const ReactingBlock& block, std::size_t size, std::size_t lanes) {
  double exposed[sweep_lanes], taken[sweep_lanes];
  sum_lanes(block.exposure.data(), block.loss.data(), size, exposed, taken);
  ExposureSums sums{0, 0};
  for (std::size_t l = 0; l < lanes; ++l) {
    sums.exposure += exposed[l];
    sums.taken += taken[l];
  }
  return sums;
}

void add_exposure(ReactingBlock& block, std::size_t size, std::size_t lanes, double share,
                  bool saturated, ExposurePitch pitch, double* to) {
  double* scaled = block.mean.data();
  scale_exposure(block.exposure.data(), block.loss.data(),
                 saturated ? block.saturation.data() : nullptr, share, size * sweep_lanes, scaled);
  if (pitch.line == 1) {
    add_rows(scaled, size, lanes, pitch.element, to);
    return;
  }
  for (std::size_t l = 0; l < lanes; ++l) {
    double* row = to + l * pitch.line;
    for (std::size_t i = 0; i < size; ++i) row[i] += scaled[i * sweep_lanes + l];
  }
}

}  // namespace cytotwin
