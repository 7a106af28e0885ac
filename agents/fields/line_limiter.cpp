#include "agents/fields/line_limiter.h"

#include <algorithm>

namespace cytotwin {

namespace {

/// One lane, out of its block: X c = (diagonal, coupling) and h b, with the lane's own reaction.
struct Lane {
  std::vector<double> before, high, diagonal, source, loss;
};

Lane unpack(const LinePropagator& line, const ReactingRows& rows, std::size_t place,
            const double* before, const double* after) {
  const std::size_t n = line.size();
  Lane lane{std::vector<double>(n), std::vector<double>(n), line.diagonal, line.source,
            std::vector<double>(n)};
  for (std::size_t i = 0; i < n; ++i) {
    lane.before[i] = before[i * sweep_lanes + place];
    lane.high[i] = after[i * sweep_lanes + place];
    if (!line.fixed[i]) lane.loss[i] = line.loss;
  }
  for (std::size_t i = rows.begin; i < rows.end; ++i) {
    const std::size_t row = i - rows.begin;
    const double own = rows.loss[row * sweep_lanes + place];
    lane.loss[i] += own;
    lane.diagonal[i] += own;
    lane.source[i] += rows.supply[row * rows.supply_pitch + place];
  }
  return lane;
}

/// (I + X) c = c0 + h b by elimination.
std::vector<double> backward_euler(const LinePropagator& line, const Lane& lane) {
  const std::size_t n = line.size();
  std::vector<double> low(n), factor(n);
  double pivot_inverse = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double below = i > 0 ? line.coupling[i - 1] : 0;
    const double eliminated = below * pivot_inverse;
    pivot_inverse = 1 / (1 + lane.diagonal[i] - eliminated * below);
    low[i] = lane.before[i] + lane.source[i] - (i > 0 ? eliminated * low[i - 1] : 0);
    factor[i] = pivot_inverse;
  }
  for (std::size_t i = n; i-- > 0;) {
    const double above = i + 1 < n ? line.coupling[i] * low[i + 1] : 0;
    low[i] = (low[i] - above) * factor[i];
  }
  return low;
}

/// What each voxel of `high` has more than that of `low`, losses included.
std::vector<double> surplus(const LinePropagator& line, const Lane& lane,
                            const std::vector<double>& low) {
  const std::size_t n = line.size();
  std::vector<double> more(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (line.fixed[i]) continue;
    const double below = i > 0 ? line.coupling[i - 1] * lane.high[i - 1] : 0;
    const double above = i + 1 < n ? line.coupling[i] * lane.high[i + 1] : 0;
    const double image = lane.diagonal[i] * lane.high[i] + below + above;
    const double mean = (lane.before[i] + 2 * lane.high[i]) / 3 + (image - lane.source[i]) / 6;
    more[i] = lane.high[i] - low[i] + lane.loss[i] * (mean - low[i]);
  }
  return more;
}

/// Fluxes that bring the surplus: flux[i] enters voxel i from voxel i-1, flux[n] leaves the last
/// one. Next to a reservoir the sum of a segment is free; it is put on the reservoir's side.
std::vector<double> correcting_fluxes(const LinePropagator& line, const std::vector<double>& more) {
  const std::size_t n = line.size();
  std::vector<double> flux(n + 1);
  bool reservoir_below = line.open_low;
  for (std::size_t begin = 0; begin < n;) {
    if (line.fixed[begin]) {
      flux[++begin] = 0;
      reservoir_below = true;
      continue;
    }
    std::size_t end = begin;
    double excess = 0;
    for (; end < n && !line.fixed[end]; ++end) excess += more[end];
    flux[begin] = reservoir_below ? excess : 0;
    for (std::size_t i = begin; i < end; ++i) flux[i + 1] = flux[i] - more[i];
    // Round-off of a closed segment, or of one fed from below.
    if (reservoir_below || !line.has_reservoir) flux[end] = 0;
    begin = end;
  }
  return flux;
}

}  // namespace

LimitedLane limit_undershoot(const LinePropagator& line, const ReactingRows& rows,
                             std::size_t place, const double* before, double* after, double* mean) {
  const std::size_t n = line.size();
  const Lane lane = unpack(line, rows, place, before, after);
  std::vector<double> low = backward_euler(line, lane);
  const std::vector<double> flux = correcting_fluxes(line, surplus(line, lane, low));
  LimitedLane done{0, 0};
  std::vector<double> share(n, 1.0);
  for (std::size_t i = 0; i < n; ++i) {
    if (line.fixed[i]) continue;
    if (low[i] < 0) {
      // Only a source below 0 gets here; without c there is no loss either.
      done.spared -= low[i] * (1 + lane.loss[i]);
      low[i] = 0;
    }
    done.exposure += line.step * low[i];
    const double leaving = std::max(-flux[i], 0.0) + std::max(flux[i + 1], 0.0);
    // A little less than all, so that round-off of the sums below cannot pass 0.
    if (leaving > low[i]) share[i] = low[i] / leaving * (1 - 1e-14);
  }
  const auto limited = [&](std::size_t i) {  // the flux through the lower side of voxel i
    if (flux[i] > 0) return i > 0 ? flux[i] * share[i - 1] : flux[i];
    return i < n ? flux[i] * share[i] : flux[i];
  };
  for (std::size_t i = 0; i < n; ++i) {
    if (line.fixed[i]) continue;
    after[i * sweep_lanes + place] = std::max(low[i] + limited(i) - limited(i + 1), 0.0);
  }
  for (std::size_t i = rows.begin; i < rows.end; ++i) {
    mean[(i - rows.begin) * sweep_lanes + place] = low[i];
  }
  return done;
}

}  // namespace cytotwin
