#include "agents/fields/line_sweeps.h"

#include <algorithm>

#include "agents/fields/line_kernels.h"
#include "agents/fields/reacting_lines.h"

namespace cytotwin {

struct LineSweeps::Scratch {
  explicit Scratch(std::size_t longest) : longest_line(longest), before(longest), after(longest) {}
  ReactingBlock& reacting() {
    if (!reacting_block) reacting_block.emplace(longest_line);
    return *reacting_block;
  }
  std::size_t longest_line;
  LaneBlock before, after;
  std::optional<ReactingBlock> reacting_block;
};

namespace {

/// Calls visit(propagator, first, last) for runs of lanes with the same propagator.
template <class Visit>
void for_runs(const AxisPropagators& axis, const LineBlock& block, const Visit& visit) {
  for (std::size_t l = 0; l < block.lanes;) {
    const std::uint32_t shared = axis.of_line[block.first_line + l];
    std::size_t end = l + 1;
    while (end < block.lanes && axis.of_line[block.first_line + end] == shared) ++end;
    visit(axis.propagators[shared], l, end);
    l = end;
  }
}

}  // namespace

SweepSums& SweepSums::operator+=(const SweepSums& other) {
  before += other.before;
  after += other.after;
  exposure += other.exposure;
  consumed += other.consumed;
  spared += other.spared;
  return *this;
}

LineSweeps::LineSweeps(const Grid& grid, std::array<AxisPropagators, 3> axes, double step)
    : grid_(grid), axes_(std::move(axes)), step_(step) {}

std::array<SweepSums, 2> LineSweeps::run(std::span<const std::size_t> axes, std::span<double> field,
                                         OwnReactions& reactions, const Workers& workers) const {
  // A task is a plane of constant z, or of constant y where the pass is along z.
  const std::size_t planes = axes.front() == 2 ? grid_.count[1] : grid_.count[2];
  const std::size_t longest = std::max({grid_.count[0], grid_.count[1], grid_.count[2]});
  std::vector<std::array<SweepSums, 2>> partial(planes);
  workers.for_blocks(planes, 1, [&](std::size_t plane, std::size_t) {
    Scratch scratch(longest);
    for (std::size_t s = 0; s < axes.size(); ++s) {
      for (const LineBlock& block : reactions.blocks(axes[s], plane)) {
        sweep_block(block, field, reactions, scratch, partial[plane][s]);
      }
    }
  });
  std::array<SweepSums, 2> sums;
  for (const auto& part : partial) {
    for (std::size_t s = 0; s < axes.size(); ++s) sums[s] += part[s];
  }
  return sums;
}

void LineSweeps::sweep_block(const LineBlock& block, std::span<double> field,
                             OwnReactions& reactions, Scratch& scratch, SweepSums& sums) const {
  double* at = field.data() + block.corner;
  double* before = scratch.before.data();
  const bool along = block.axis == 0;
  const double start = along
                           ? load_along(at, block.line_pitch, block.size, block.lanes, before)
                           : load_across(at, block.element_pitch, block.size, block.lanes, before);
  // What X c1 - h b sums to besides the line's own part.
  double own = 0;
  if (block.reacts()) {
    own = react_block(block, reactions.of(block.axis), scratch, sums);
  } else {
    transport_block(block, scratch, sums);
  }
  const double* after = block.reacts() ? scratch.reacting().after : scratch.after.data();
  const double end = along ? store_along(after, block.line_pitch, block.size, block.lanes, at)
                           : store_across(after, block.element_pitch, block.size, block.lanes, at);
  sums.before += start;
  sums.after += end;
  sums.exposure += exposure_from(block, after, start, end, own);
}

void LineSweeps::transport_block(const LineBlock& block, Scratch& scratch, SweepSums& sums) const {
  for_runs(axes_[block.axis], block,
           [&](const LinePropagator& line, std::size_t first, std::size_t last) {
             sums.exposure += propagate(line, first, last, block.lanes, scratch.before.data(),
                                        scratch.after.data());
           });
}

double LineSweeps::react_block(const LineBlock& block, OwnReactions::Coefficients& coefficients,
                               Scratch& scratch, SweepSums& sums) const {
  static constexpr double no_supply[sweep_lanes] = {};
  ReactingBlock& reacting = scratch.reacting();
  const double* before = scratch.before.data();
  const auto at = [&](auto& rows) { return rows[block.offset].lane; };
  ReactingRows rows{block.begin, block.end, at(coefficients.loss), no_supply, 0};
  if (!coefficients.supply.empty()) {
    rows.supply = at(coefficients.supply);
    rows.supply_pitch = sweep_lanes;
  }
  double* saturated = nullptr;
  if (!coefficients.maximum.empty()) {
    saturate(rows, at(coefficients.maximum), at(coefficients.half_maximum), before, reacting);
    rows.loss = reacting.loss;
    saturated = at(coefficients.saturated);
  }
  for_runs(axes_[block.axis], block,
           [&](const LinePropagator& line, std::size_t first, std::size_t last) {
             const ReactedLanes done =
                 propagate_reacting(line, first, last, block.lanes, before, rows, reacting);
             sums.exposure += done.exposure;
             sums.spared += done.spared;
           });
  const TakenSums taken = book_exposure(rows, reacting, at(coefficients.exposure), saturated);
  sums.consumed += taken.exposed;
  return taken.after - block.supply_sum;
}

/// Exposure follows from sums: of e over free voxels, see LinePropagator.
double LineSweeps::exposure_from(const LineBlock& block, const double* after, double start,
                                 double end, double own) const {
  double fixed = 0, leaked = 0, sources = 0, loss = 0;
  for_runs(axes_[block.axis], block,
           [&](const LinePropagator& line, std::size_t first, std::size_t last) {
             const auto lanes = static_cast<double>(last - first);
             fixed += lanes * line.fixed_sum;
             sources += lanes * line.source_sum;
             loss = line.loss;
             for (const auto& leak : line.leaks) {
               for (std::size_t l = first; l < last; ++l) {
                 leaked += leak.rate * after[leak.row * sweep_lanes + l];
               }
             }
           });
  start -= fixed;
  end -= fixed;
  return step_ * ((start + 2 * end) / 3 + (loss * end + leaked + own - sources) / 6);
}

}  // namespace cytotwin
