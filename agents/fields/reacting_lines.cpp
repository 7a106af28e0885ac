#include "agents/fields/reacting_lines.h"

#include <algorithm>

#include "agents/fields/line_kernels.h"
#include "core/simd.h"

namespace cytotwin {

namespace {

/// Factors the rows of every lane and substitutes downwards, from what the rows above left in
/// block.result and, for the last two, from what the rows below left there.
CYTOTWIN_SIMD
void eliminate(const LinePropagator& line, const double* __restrict before,
               const ReactingRows& rows, double* __restrict result, double* __restrict inverses,
               double* __restrict firsts) {
  const std::size_t n = line.size(), begin = rows.begin, end = rows.end;
  Lanes y1[lane_vectors] = {}, y2[lane_vectors] = {};
  Lanes inverse1[lane_vectors] = {}, inverse2[lane_vectors] = {}, first1[lane_vectors] = {};
  Lanes below[lane_vectors] = {}, own[lane_vectors], diagonal1[lane_vectors] = {};
  for (std::size_t v = 0; v < lane_vectors; ++v) {
    const std::size_t p = v * lanes_a_vector;
    own[v] = (line.source[begin] + lanes_at(rows.supply + p)) * (1.0 / 6) -
             lanes_at(before + begin * sweep_lanes + p) * (1.0 / 3);
    if (begin > 0) {
      const std::size_t q = (begin - 1) * sweep_lanes + p;
      y1[v] = lanes_at(result + q);
      inverse1[v] += line.backward[begin - 1].pivot_inverse;
      first1[v] += line.forward[begin - 1].first;
      below[v] = line.source[begin - 1] * (1.0 / 6) - lanes_at(before + q) * (1.0 / 3);
      diagonal1[v] += line.diagonal[begin - 1];
    }
    if (begin > 1) {
      y2[v] = lanes_at(result + (begin - 2) * sweep_lanes + p);
      inverse2[v] += line.backward[begin - 2].pivot_inverse;
    }
  }
  for (std::size_t i = begin; i < end; ++i) {
    const double o = line.coupling[i], o1 = i > 0 ? line.coupling[i - 1] : 0;
    const double o2 = i > 1 ? line.coupling[i - 2] : 0;
    double squares = 1 + (o * o + o1 * o1) / 6, skip = o1 * o2 / 6, coupled = o1 * (2.0 / 3);
    const std::size_t next = i + 1 < n ? i + 1 : i;
    // What the rows below take from the last two.
    double from_next = 0, from_second = 0;
    const bool meets = i + 2 >= end && end < n;
    if (meets) {
      const auto& down = line.upward[end];
      const double second = line.upward[end - 2].second * down.pivot;
      if (i + 1 == end) {
        from_next = line.upward[i].first;
        squares -= from_next * from_next * down.pivot;
        coupled -= from_next * second;
        if (end + 1 < n) {
          from_second = line.upward[i].second;
          squares -= from_second * from_second * line.upward[end + 1].pivot;
        }
      } else {
        from_next = line.upward[i].second;
        squares -= from_next * second;
      }
    }
    const double* below_next = result + std::min(end, n - 1) * sweep_lanes;
    const double* below_second = result + std::min(end + 1, n - 1) * sweep_lanes;
    // Row end - 1 is plain unless it is the last: the next row has no supply either.
    const double* supply = rows.supply + (i - begin) * rows.supply_pitch;
    const double* supply_above = i + 1 < end ? supply + rows.supply_pitch : supply;
    const double* loss = rows.loss + (i - begin) * sweep_lanes;
#pragma GCC unroll 4
    for (std::size_t v = 0; v < lane_vectors; ++v) {
      const std::size_t l = v * lanes_a_vector, p = i * sweep_lanes + l;
      const Lanes d = line.diagonal[i] + lanes_at(loss + l);
      const Lanes above = (line.source[next] + lanes_at(supply_above + l)) * (1.0 / 6) -
                          lanes_at(before + next * sweep_lanes + l) * (1.0 / 3);
      Lanes right = lanes_at(before + p) + (line.source[i] + lanes_at(supply + l)) + d * own[v] +
                    (o1 * below[v] + o * above);
      const Lanes second = skip * inverse2[v];
      const Lanes reduced = coupled + (o1 * (1.0 / 6)) * (diagonal1[v] + d) - skip * first1[v];
      const Lanes first = reduced * inverse1[v];
      const Lanes pivot = squares + d * (2.0 / 3 + d * (1.0 / 6)) - first * reduced - second * skip;
      const Lanes inverse = 1.0 / pivot;
      if (meets) {
        right -= from_next * lanes_at(below_next + l) + from_second * lanes_at(below_second + l);
      }
      const Lanes y = right - second * y2[v] - first * y1[v];
      lanes_at(result + p) = y;
      lanes_at(inverses + p) = inverse;
      lanes_at(firsts + p) = first;
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

/// Substitutes upwards through the reacting rows; mean = e / h on the way. Lowers `lowest` to the
/// least c, and the least e where there is a loss.
CYTOTWIN_SIMD
void substitute(const LinePropagator& line, const double* __restrict before,
                const ReactingRows& rows, const double* __restrict inverses,
                const double* __restrict firsts, double* __restrict result, double* __restrict mean,
                double* __restrict lowest) {
  const std::size_t begin = rows.begin, end = rows.end;
  Lanes value1[lane_vectors] = {}, value2[lane_vectors] = {};
  Lanes first1[lane_vectors] = {}, least[lane_vectors];
  for (std::size_t v = 0; v < lane_vectors; ++v) least[v] = lanes_at(lowest + v * lanes_a_vector);
  // The last rows that react have a row beyond them, or the line ends: their e needs no more.
  for (std::size_t i = end; i-- > begin;) {
    const double skip = i + 2 < end ? line.coupling[i] * line.coupling[i + 1] / 6 : 0;
    const std::size_t r = i + 1 < end ? i + 1 : i;  // the row whose e can be told
    const double o = line.coupling[r], o1 = r > 0 ? line.coupling[r - 1] : 0;
    const double* loss = rows.loss + (r - begin) * sweep_lanes;
    const double* supply = rows.supply + (r - begin) * rows.supply_pitch;
#pragma GCC unroll 4
    for (std::size_t v = 0; v < lane_vectors; ++v) {
      const std::size_t l = v * lanes_a_vector, p = i * sweep_lanes + l, q = r * sweep_lanes + l;
      const Lanes inverse = lanes_at(inverses + p);
      const Lanes value =
          lanes_at(result + p) * inverse - (skip * inverse) * value2[v] - first1[v] * value1[v];
      lanes_at(result + p) = value;
      first1[v] = lanes_at(firsts + p);
      least[v] = value < least[v] ? value : least[v];
      const Lanes k = lanes_at(loss + l), zero = {};
      const Lanes image = (line.diagonal[r] + k) * value1[v] + (o1 * value + o * value2[v]);
      const Lanes e = (lanes_at(before + q) + 2.0 * value1[v]) * (1.0 / 3) +
                      (image - line.source[r] - lanes_at(supply + l)) * (1.0 / 6);
      lanes_at(mean + (r - begin) * sweep_lanes + l) = e;
      const Lanes taken = k > zero ? e : zero;
      if (i + 1 < end) least[v] = taken < least[v] ? taken : least[v];
      value2[v] = value1[v];
      value1[v] = value;
    }
  }
  const double o = line.coupling[begin];
#pragma GCC unroll 4
  for (std::size_t v = 0; v < lane_vectors; ++v) {
    const std::size_t l = v * lanes_a_vector;
    const Lanes k = lanes_at(rows.loss + l), zero = {};
    const Lanes image = (line.diagonal[begin] + k) * value1[v] + o * value2[v];
    const Lanes e = (lanes_at(before + begin * sweep_lanes + l) + 2.0 * value1[v]) * (1.0 / 3) +
                    (image - line.source[begin] - lanes_at(rows.supply + l)) * (1.0 / 6);
    lanes_at(mean + l) = e;
    const Lanes taken = k > zero ? e : zero;
    least[v] = taken < least[v] ? taken : least[v];
    lanes_at(lowest + l) = least[v];
  }
}

CYTOTWIN_SIMD
void saturate_all(const double* __restrict linear, const double* __restrict maximum,
                  const double* __restrict half_maximum, const double* __restrict before,
                  std::size_t size, double* __restrict loss, double* __restrict saturation) {
  for (std::size_t p = 0; p < size; ++p) {
    const double half = half_maximum[p];
    saturation[p] = half > 0 ? half / (half + before[p]) : 0;
    loss[p] = linear[p] + maximum[p] * saturation[p];
  }
}

CYTOTWIN_SIMD
void book(const double* __restrict loss, const double* __restrict mean,
          const double* __restrict after, const double* __restrict saturation, std::size_t size,
          double* __restrict exposure, double* __restrict saturated, double* __restrict sums) {
  Lanes taken[lane_vectors] = {}, left[lane_vectors] = {};
  for (std::size_t i = 0; i < size; i += sweep_lanes) {
#pragma GCC unroll 4
    for (std::size_t v = 0; v < lane_vectors; ++v) {
      const std::size_t p = i + v * lanes_a_vector;
      const Lanes e = lanes_at(mean + p), k = lanes_at(loss + p);
      taken[v] += k * e;
      left[v] += k * lanes_at(after + p);
      lanes_at(exposure + p) += e;
      if (saturated != nullptr) lanes_at(saturated + p) += lanes_at(saturation + p) * e;
    }
  }
  for (std::size_t v = 0; v < lane_vectors; ++v) {
    lanes_at(sums + v * lanes_a_vector) = taken[v];
    lanes_at(sums + sweep_lanes + v * lanes_a_vector) = left[v];
  }
}

void copy_lanes(const double* from, std::size_t rows, std::size_t first, std::size_t last,
                double* to) {
  for (std::size_t i = 0; i < rows * sweep_lanes; i += sweep_lanes) {
    std::copy(from + i + first, from + i + last, to + i + first);
  }
}

/// Sum of loss c - supply over a lane.
double lane_taken(const ReactingRows& rows, std::size_t lane, const double* after) {
  double sum = 0;
  for (std::size_t i = 0; i < rows.end - rows.begin; ++i) {
    const double c = after[(rows.begin + i) * sweep_lanes + lane];
    sum += rows.loss[i * sweep_lanes + lane] * c - rows.supply[i * rows.supply_pitch + lane];
  }
  return sum;
}

bool takes(const ReactingRows& rows, std::size_t lane) {
  for (std::size_t i = 0; i < rows.end - rows.begin; ++i) {
    if (rows.supply[i * rows.supply_pitch + lane] < 0) return true;
  }
  return false;
}

}  // namespace

ReactingBlock::ReactingBlock(std::size_t longest) : rows_(8 * longest) {
  double* place = rows_.data();
  for (double** array : {&after, &mean, &loss, &saturation, &result, &inverse, &first, &some}) {
    *array = place;
    place += longest * sweep_lanes;
  }
}

void saturate(const ReactingRows& rows, const double* maximum, const double* half_maximum,
              const double* before, ReactingBlock& block) {
  saturate_all(rows.loss, maximum, half_maximum, before + rows.begin * sweep_lanes,
               (rows.end - rows.begin) * sweep_lanes, block.loss, block.saturation);
}

ReactedLanes propagate_reacting(const LinePropagator& line, std::size_t first, std::size_t last,
                                std::size_t lanes, const double* before, const ReactingRows& rows,
                                ReactingBlock& block) {
  const std::size_t n = line.size();
  const bool alone = first == 0 && last == lanes;
  double* after = alone ? block.after : block.result;
  double* mean = alone ? block.mean : block.some;
  double lowest[sweep_lanes] = {};
  eliminate_down(line, 0, rows.begin, before, after);
  eliminate_up(line, rows.end, n, before, after);
  eliminate(line, before, rows, after, block.inverse, block.first);
  substitute(line, before, rows, block.inverse, block.first, after, mean, lowest);
  substitute_up(line, 0, rows.begin, after, lowest);
  substitute_down(line, rows.end, n, after, lowest);
  if (!alone) {
    copy_lanes(after, n, first, last, block.after);
    copy_lanes(mean, rows.end - rows.begin, first, last, block.mean);
  }
  ReactedLanes done;
  for (std::size_t l = first; l < last; ++l) {
    if (lowest[l] >= 0) continue;
    const LimitedLane limited = limit_undershoot(line, rows, l, before, block.after, block.mean);
    done.exposure += limited.exposure - lane_exposure(line, before + l, block.after + l) -
                     line.step * lane_taken(rows, l, block.after) / 6;
    if (takes(rows, l)) done.spared += limited.spared;
  }
  return done;
}

TakenSums book_exposure(const ReactingRows& rows, const ReactingBlock& block, double* exposure,
                        double* saturated) {
  double sums[2 * sweep_lanes];
  book(rows.loss, block.mean, block.after + rows.begin * sweep_lanes, block.saturation,
       (rows.end - rows.begin) * sweep_lanes, exposure, saturated, sums);
  TakenSums total;
  for (std::size_t l = 0; l < sweep_lanes; ++l) {
    total.exposed += sums[l];
    total.after += sums[sweep_lanes + l];
  }
  return total;
}

}  // namespace cytotwin
