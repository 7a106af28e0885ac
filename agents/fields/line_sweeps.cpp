#include "agents/fields/line_sweeps.h"

#include <algorithm>

#include "agents/fields/line_kernels.h"
#include "agents/fields/reacting_lines.h"

namespace cytotwin {

struct LineSweeps::Scratch {
  explicit Scratch(std::size_t longest)
      : longest_line(longest),
        before(new double[longest * sweep_lanes]),
        after(new double[longest * sweep_lanes]) {}
  ReactingBlock& reacting() {
    if (!reacting_block) reacting_block.emplace(longest_line);
    return *reacting_block;
  }
  std::size_t longest_line;
  std::unique_ptr<double[]> before, after;
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

void store(const LineBlock& block, const double* values, double* field, double& sum) {
  double* at = field + block.corner;
  sum += block.axis == 0 ? store_along(values, block.line_pitch, block.size, block.lanes, at)
                         : store_across(values, block.element_pitch, block.size, block.lanes, at);
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

LineSweeps::LineSweeps(const Grid& grid, std::array<AxisPropagators, 3> axes, double step,
                       double share)
    : grid_(grid), axes_(std::move(axes)), step_(step), share_(share) {}

std::array<SweepSums, 2> LineSweeps::run(std::span<const std::size_t> axes, std::span<double> field,
                                         const OwnReactions& reactions,
                                         const FieldExposure& exposure,
                                         const Workers& workers) const {
  // A task is a plane of constant z, or of constant y where the pass is along z.
  const std::size_t planes = axes.front() == 2 ? grid_.count[1] : grid_.count[2];
  const std::size_t longest = std::max({grid_.count[0], grid_.count[1], grid_.count[2]});
  std::vector<std::array<SweepSums, 2>> partial(planes);
  workers.for_blocks(planes, 1, [&](std::size_t plane, std::size_t) {
    Scratch scratch(longest);
    for (std::size_t s = 0; s < axes.size(); ++s) {
      const std::size_t lines = grid_.count[axes[s] == 0 ? 1 : 0];
      for (std::size_t line = 0; line < lines; line += sweep_lanes) {
        const LineBlock block = LineBlock::of(grid_, axes[s], plane * lines + line,
                                              std::min(sweep_lanes, lines - line));
        sweep_block(block, field, reactions, exposure, scratch, partial[plane][s]);
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
                             const OwnReactions& reactions, const FieldExposure& exposure,
                             Scratch& scratch, SweepSums& sums) const {
  double* at = field.data() + block.corner;
  double* before = scratch.before.get();
  const double read = block.axis == 0
                          ? load_along(at, block.line_pitch, block.size, block.lanes, before)
                          : load_across(at, block.element_pitch, block.size, block.lanes, before);
  sums.before += read;
  if (reactions.any_in(block)) {
    react_block(block, reactions, exposure, scratch, sums);
    store(block, scratch.reacting().after.data(), field.data(), sums.after);
  } else {
    transport_block(block, read, scratch, sums, field.data());
  }
}

/// Lines without reactions of their own: the exposure follows from sums, see lane_exposure.
void LineSweeps::transport_block(const LineBlock& block, double before_sum, Scratch& scratch,
                                 SweepSums& sums, double* field) const {
  double* after = scratch.after.get();
  double fixed = 0, leaked = 0, sources = 0, loss = 0;
  for_runs(axes_[block.axis], block,
           [&](const LinePropagator& line, std::size_t first, std::size_t last) {
             sums.exposure +=
                 propagate(line, first, last, block.lanes, scratch.before.get(), after);
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
  double stored = 0;
  store(block, after, field, stored);
  sums.after += stored;
  const double start = before_sum - fixed, end = stored - fixed;
  sums.exposure += step_ * ((start + 2 * end) / 3 + (loss * end + leaked - sources) / 6);
}

void LineSweeps::react_block(const LineBlock& block, const OwnReactions& reactions,
                             const FieldExposure& exposure, Scratch& scratch,
                             SweepSums& sums) const {
  ReactingBlock& reacting = scratch.reacting();
  const double* before = scratch.before.get();
  reactions.load(block, before, share_ * step_, reacting);
  for_runs(axes_[block.axis], block,
           [&](const LinePropagator& line, std::size_t first, std::size_t last) {
             sums.spared += propagate_reacting(line, first, last, before, reacting);
           });
  const ExposureSums exposed = sum_exposure(reacting, block.size, block.lanes);
  sums.exposure += exposed.exposure;
  sums.consumed += exposed.taken / step_;
  const ExposurePitch pitch = {block.element_pitch, block.line_pitch};
  const auto add_to = [&](std::span<double> to, bool saturated) {
    if (to.empty()) return;
    add_exposure(reacting, block.size, block.lanes, share_, saturated, pitch,
                 to.data() + block.corner);
  };
  add_to(exposure.linear, false);
  if (reactions.is_saturable()) add_to(exposure.saturable, true);
}

}  // namespace cytotwin
