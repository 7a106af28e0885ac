#include "agents/fields/transient.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "agents/fields/field_checks.h"
#include "agents/fields/line_operator.h"
#include "agents/fields/line_sweeps.h"
#include "agents/fields/own_reactions.h"

namespace cytotwin {

namespace {

/// Axes along which anything moves; one at least, so that reactions have a sweep to go with.
std::vector<std::size_t> moving_axes(const Grid& grid, const Substance& substance) {
  std::vector<std::size_t> axes;
  const auto sealed = FaceCondition::Kind::no_flux;
  for (std::size_t a = 0; a < 3; ++a) {
    const bool moves = substance.faces[2 * a].kind != sealed ||
                       substance.faces[2 * a + 1].kind != sealed ||
                       (grid.count[a] > 1 && substance.diffusivity > 0);
    if (moves) axes.push_back(a);
  }
  if (axes.empty()) axes.push_back(0);
  return axes;
}

UniformReaction uniform_of(const Substance& substance) {
  return {substance.decay + substance.bulk_secretion + substance.bulk_uptake,
          substance.bulk_secretion * substance.bulk_target};
}

LineSweeps make_sweeps(const Grid& grid, const Substance& substance, const FixedVoxels& fixed,
                       double step, const std::vector<std::size_t>& axes) {
  const double share = 1 / static_cast<double>(axes.size());
  const UniformReaction all = uniform_of(substance);
  std::array<AxisPropagators, 3> built;
  for (const std::size_t a : axes) {
    AxisOperators lines = diffusion_along_axis(grid, static_cast<int>(a), substance, fixed,
                                               {share * all.loss, share * all.supply});
    built[a].of_line = std::move(lines.of_line);
    for (const auto& line : lines.operators) built[a].propagators.emplace_back(line, step);
  }
  return {grid, std::move(built), step};
}

}  // namespace

struct TransientSolver::Parts {
  Parts(const Grid& on_grid, const Substance& of, const FixedVoxels& held, double length)
      : grid(on_grid),
        fixed(held),
        step(length),
        decay(of.decay),
        uniform(uniform_of(of)),
        axes(moving_axes(grid, of)),
        sweeps(make_sweeps(grid, of, fixed, step, axes)),
        reactions(grid, fixed, axes, step / static_cast<double>(axes.size())),
        held_sum(std::accumulate(fixed.value.begin(), fixed.value.end(), 0.0)) {}

  Grid grid;
  FixedVoxels fixed;
  double step, decay;
  UniformReaction uniform;
  std::vector<std::size_t> axes;
  LineSweeps sweeps;
  OwnReactions reactions;
  double held_sum;  ///< of the fixed values

  double hold(std::span<double> field, const Workers& workers) const;
};

/// Sets the fixed voxels; what that changed.
double TransientSolver::Parts::hold(std::span<double> field, const Workers& workers) const {
  constexpr std::size_t voxels_a_task = 4096;
  return workers.sum_blocks(fixed.voxel.size(), voxels_a_task,
                            [&](std::size_t begin, std::size_t end) {
                              double change = 0;
                              for (std::size_t n = begin; n < end; ++n) {
                                double& now = field[fixed.voxel[n]];
                                change += fixed.value[n] - now;
                                now = fixed.value[n];
                              }
                              return change;
                            });
}

TransientSolver::TransientSolver(const Grid& grid, const Substance& substance,
                                 const FixedVoxels& fixed, double step) {
  check_field_problem(grid, substance, fixed, step, "TransientSolver");
  parts_ = std::make_unique<Parts>(grid, substance, fixed, step);
}

TransientSolver::~TransientSolver() = default;

double TransientSolver::step() const { return parts_->step; }

void TransientSolver::set_reaction(const LocalReaction& reaction) {
  check_reaction(reaction, parts_->grid.size(), "TransientSolver::set_reaction");
  parts_->reactions.set(reaction);
}

void TransientSolver::take_exposure(const FieldExposure& to, const Workers& workers) {
  check_exposure(to, parts_->grid, "TransientSolver::take_exposure");
  parts_->reactions.take_exposure(to, workers);
}

FieldBudget TransientSolver::advance(std::span<double> field, std::uint64_t index,
                                     const Workers& workers) {
  Parts& p = *parts_;
  check_voxel_count(field.size(), p.grid.size(), "TransientSolver::advance", "field");
  const double held = p.hold(field, workers);
  p.reactions.count_step(p.step);
  std::vector<std::size_t> order = p.axes;
  if (index % 2 == 1) std::reverse(order.begin(), order.end());
  SweepSums total;
  double start = 0, end = 0;
  for (std::size_t first = 0; first < order.size();) {
    const bool is_pair = first + 1 < order.size() && order[first] != 2 && order[first + 1] != 2;
    const auto pass = std::span(order).subspan(first, is_pair ? 2 : 1);
    const auto sums = p.sweeps.run(pass, field, p.reactions, workers);
    if (first == 0) start = sums[0].before;
    end = sums[pass.size() - 1].after;
    for (const SweepSums& part : sums) total += part;
    first += pass.size();
  }
  const double volume = p.grid.voxel_volume(), share = 1 / static_cast<double>(order.size());
  const double exposed = share * total.exposure + p.step * p.held_sum;
  const double voxels = static_cast<double>(p.grid.size());
  FieldBudget budget;
  budget.supplied =
      volume * (p.step * (p.uniform.supply * voxels + p.reactions.supply_sum()) + total.spared);
  budget.consumed = volume * (total.consumed + p.step * p.reactions.fixed_loss() +
                              (p.uniform.loss - p.decay) * exposed);
  budget.decayed = volume * p.decay * exposed;
  budget.change = volume * (end - start + held);
  budget.inflow = budget.change - budget.supplied + budget.consumed + budget.decayed;
  return budget;
}

}  // namespace cytotwin
