#include "agents/fields/transient.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "agents/fields/field_checks.h"
#include "agents/fields/line_kernels.h"
#include "agents/fields/line_operator.h"
#include "agents/fields/line_propagator.h"
#include "agents/fields/voxel_reactions.h"

namespace cytotwin {

namespace {

/// All lines along one axis.
struct AxisPropagators {
  std::vector<LinePropagator> propagators;
  std::vector<std::uint32_t> of_line;
};

/// Sums over some lines before and after transport.
struct SweepSums {
  double start = 0;        ///< of c before the first half of the reactions
  double transported = 0;  ///< of c after transport
  ReactionSums first, second;
  SweepSums& operator+=(const SweepSums& other) {
    start += other.start;
    transported += other.transported;
    first += other.first;
    second += other.second;
    return *this;
  }
};

/// A sweep along one axis within a step.
struct Sweep {
  int axis;
  bool is_first, is_last;  ///< of the step: with the reactions before or after it
};

/// Two blocks of lanes, and what the sweeps over them added up.
struct SweepScratch {
  explicit SweepScratch(std::size_t longest)
      : before(new double[longest * sweep_lanes]), after(new double[longest * sweep_lanes]) {}
  std::unique_ptr<double[]> before, after;
  SweepSums sums;
};

}  // namespace

struct TransientSolver::Parts {
  Grid grid;
  double step;
  double decay;
  VoxelReactions reactions;
  std::array<AxisPropagators, 3> axes;
  std::vector<int> order;  ///< axes along which anything moves, at least one

  std::vector<Sweep> sweeps(std::uint64_t index) const;
  void sweep_block(const Sweep& sweep, std::size_t first_line, std::size_t lanes,
                   std::span<double> field, const FieldExposure& exposure,
                   SweepScratch& scratch) const;
  void react(const Sweep& sweep, std::size_t first_line, std::size_t lanes, const double* field,
             const double* block, double* target, const FieldExposure& exposure,
             ReactionSums& sums) const;
  void sweep_plane(const Sweep& sweep, std::size_t plane, std::span<double> field,
                   const FieldExposure& exposure, SweepScratch& scratch) const;
  SweepSums run(std::span<const Sweep> pass, std::span<double> field, const FieldExposure& exposure,
                const Workers& workers) const;
  FieldBudget budget(const SweepSums& sums) const;
};

namespace {

AxisPropagators propagators_along(const Grid& grid, int axis, const Substance& substance,
                                  const FixedVoxels& fixed, double step) {
  AxisOperators lines = diffusion_along_axis(grid, axis, substance, fixed);
  AxisPropagators built;
  built.of_line = std::move(lines.of_line);
  for (const LineOperator& line : lines.operators) built.propagators.emplace_back(line, step);
  return built;
}

bool moves_along(const Grid& grid, int axis, const Substance& substance) {
  const auto a = static_cast<std::size_t>(axis);
  const auto sealed = FaceCondition::Kind::no_flux;
  return substance.faces[2 * a].kind != sealed || substance.faces[2 * a + 1].kind != sealed ||
         (grid.count[a] > 1 && substance.diffusivity > 0);
}

}  // namespace

TransientSolver::TransientSolver(const Grid& grid, const Substance& substance,
                                 const FixedVoxels& fixed, double step) {
  check_field_problem(grid, substance, fixed, step, "TransientSolver");
  parts_ = std::make_unique<Parts>(
      Parts{grid, step, substance.decay, {grid, substance, fixed, step / 2}, {}, {}});
  for (int axis = 0; axis < 3; ++axis) {
    if (!moves_along(grid, axis, substance) && !(axis == 2 && parts_->order.empty())) continue;
    parts_->axes[static_cast<std::size_t>(axis)] =
        propagators_along(grid, axis, substance, fixed, step);
    parts_->order.push_back(axis);
  }
}

TransientSolver::~TransientSolver() = default;

double TransientSolver::step() const { return parts_->step; }

void TransientSolver::set_reaction(const LocalReaction& reaction) {
  check_reaction(reaction, parts_->grid.size(), "TransientSolver::set_reaction");
  parts_->reactions.set(reaction);
}

FieldBudget TransientSolver::advance(std::span<double> field, const FieldExposure& exposure,
                                     std::uint64_t index, const Workers& workers) {
  check_field(field, exposure, parts_->grid, "TransientSolver::advance");
  const std::vector<Sweep> sweeps = parts_->sweeps(index);
  SweepSums sums;
  // x and y stay within a plane and share a pass over memory; z is a pass of its own.
  for (std::size_t begin = 0; begin < sweeps.size();) {
    std::size_t end = begin + 1;
    if (end < sweeps.size() && sweeps[begin].axis != 2 && sweeps[end].axis != 2) ++end;
    sums += parts_->run(std::span(sweeps).subspan(begin, end - begin), field, exposure, workers);
    begin = end;
  }
  return parts_->budget(sums);
}

std::vector<Sweep> TransientSolver::Parts::sweeps(std::uint64_t index) const {
  std::vector<Sweep> sweeps;
  for (std::size_t s = 0; s < order.size(); ++s) {
    const std::size_t place = index % 2 == 0 ? s : order.size() - 1 - s;
    sweeps.push_back({order[place], s == 0, s + 1 == order.size()});
  }
  return sweeps;
}

SweepSums TransientSolver::Parts::run(std::span<const Sweep> pass, std::span<double> field,
                                      const FieldExposure& exposure, const Workers& workers) const {
  // A task is a plane of constant z, or of constant y where the pass is along z.
  const std::size_t planes = pass.front().axis == 2 ? grid.count[1] : grid.count[2];
  std::vector<SweepSums> partial(planes);
  const std::size_t longest = std::max({grid.count[0], grid.count[1], grid.count[2]});
  workers.for_blocks(planes, 1, [&](std::size_t begin, std::size_t end) {
    SweepScratch scratch(longest);
    for (std::size_t plane = begin; plane < end; ++plane) {
      for (const Sweep& sweep : pass) sweep_plane(sweep, plane, field, exposure, scratch);
    }
    partial[begin] = scratch.sums;
  });
  SweepSums sums;
  for (const SweepSums& part : partial) sums += part;
  return sums;
}

void TransientSolver::Parts::sweep_plane(const Sweep& sweep, std::size_t plane,
                                         std::span<double> field, const FieldExposure& exposure,
                                         SweepScratch& scratch) const {
  const std::size_t lines = grid.count[sweep.axis == 0 ? 1 : 0];
  for (std::size_t line = 0; line < lines; line += sweep_lanes) {
    sweep_block(sweep, plane * lines + line, std::min(sweep_lanes, lines - line), field, exposure,
                scratch);
  }
}

void TransientSolver::Parts::sweep_block(const Sweep& sweep, std::size_t first_line,
                                         std::size_t lanes, std::span<double> field,
                                         const FieldExposure& exposure,
                                         SweepScratch& scratch) const {
  const std::size_t nx = grid.count[0], ny = grid.count[1];
  const auto size = grid.count[static_cast<std::size_t>(sweep.axis)];
  const bool along_x = sweep.axis == 0;
  // Element 0 of the first line, and the distance of lines (along x) or of elements.
  const std::size_t plane = first_line / nx, column = first_line % nx;
  const std::size_t corner = along_x           ? first_line * nx
                             : sweep.axis == 1 ? plane * nx * ny + column
                                               : first_line;
  const std::size_t pitch = sweep.axis == 2 ? nx * ny : nx;
  double* at = field.data() + corner;
  double* before = scratch.before.get();
  double* after = scratch.after.get();
  const double keep = reactions.uniform().keep;
  const double constant = reactions.uniform().gain * reactions.uniform_supply();

  const auto load = along_x ? load_along : load_across;
  const double read = load(at, pitch, size, lanes, sweep.is_first ? keep : 1,
                           sweep.is_first ? constant : 0, before);
  if (sweep.is_first) {
    scratch.sums.start += read;
    react(sweep, first_line, lanes, field.data(), nullptr, before, exposure, scratch.sums.first);
  }
  const AxisPropagators& axis = axes[static_cast<std::size_t>(sweep.axis)];
  for (std::size_t l = 0; l < lanes;) {
    const std::uint32_t shared = axis.of_line[first_line + l];
    std::size_t end = l + 1;
    while (end < lanes && axis.of_line[first_line + end] == shared) ++end;
    propagate(axis.propagators[shared], l, end, lanes, before, after);
    l = end;
  }
  const auto store = along_x ? store_along : store_across;
  const double moved =
      store(after, pitch, size, lanes, sweep.is_last ? keep : 1, sweep.is_last ? constant : 0, at);
  if (sweep.is_last) {
    scratch.sums.transported += moved;
    react(sweep, first_line, lanes, nullptr, after, field.data(), exposure, scratch.sums.second);
  }
}

/// Reactions of the voxels in a block of lines: from the field into a block, or back.
void TransientSolver::Parts::react(const Sweep& sweep, std::size_t first_line, std::size_t lanes,
                                   const double* field, const double* block, double* target,
                                   const FieldExposure& exposure, ReactionSums& sums) const {
  if (reactions.size() == 0) return;
  const std::size_t nx = grid.count[0], ny = grid.count[1];
  const std::size_t strips = (nx + sweep_lanes - 1) / sweep_lanes;
  const bool along_x = sweep.axis == 0;
  const std::size_t plane = first_line / nx, strip = first_line % nx / sweep_lanes;
  if (sweep.axis == 2 ? reactions.is_column_empty(plane, strip)
                      : reactions.is_plane_empty(along_x ? first_line / ny : plane)) {
    return;
  }
  const std::size_t rows = along_x ? lanes : grid.count[static_cast<std::size_t>(sweep.axis)];
  for (std::size_t r = 0; r < rows; ++r) {
    const std::size_t row = along_x           ? first_line + r
                            : sweep.axis == 1 ? r + ny * plane
                                              : plane + ny * r;
    const VoxelReactions::Row part = {row, along_x ? 0 : strip, along_x ? strips : strip + 1};
    if (reactions.is_empty(part)) continue;
    const std::size_t in_field = row * nx + part.first_column();
    const std::size_t in_block = along_x ? r : r * sweep_lanes;
    const std::size_t pitch = along_x ? sweep_lanes : 1;
    if (field != nullptr) {
      reactions.advance_row(part, field + in_field, 1, target + in_block, pitch, exposure, sums);
    } else {
      reactions.advance_row(part, block + in_block, pitch, target + in_field, 1, exposure, sums);
    }
  }
}

FieldBudget TransientSolver::Parts::budget(const SweepSums& sums) const {
  const LinearDecay& uniform = reactions.uniform();
  const double loss = reactions.uniform_loss(), supply = reactions.uniform_supply();
  const double others = static_cast<double>(grid.size() - reactions.size());
  const double half = step / 2;
  double exposure = 0, gained = 0;
  const auto add_half = [&](double total, const ReactionSums& own) {
    const double free = total - own.before;
    exposure += own.exposure + uniform.gain * free + others * uniform.area * supply;
    const double change = own.gained + others * uniform.gain * supply - loss * uniform.gain * free;
    gained += change;
    return change;
  };
  const double reacted = sums.start + add_half(sums.start, sums.first);
  add_half(sums.transported, sums.second);
  const double volume = grid.voxel_volume();
  FieldBudget budget;
  budget.supplied =
      volume * (sums.first.supplied + sums.second.supplied + 2 * reactions.linear_supplied() +
                2 * half * supply * static_cast<double>(grid.size()));
  budget.consumed =
      volume * (sums.first.consumed + sums.second.consumed + (loss - decay) * exposure);
  budget.decayed = volume * decay * exposure;
  budget.inflow = volume * (sums.transported - reacted + sums.first.inflow + sums.second.inflow);
  budget.change = volume * (gained + sums.transported - reacted);
  return budget;
}

}  // namespace cytotwin
