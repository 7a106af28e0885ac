#include "agents/fields/quasi_steady.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

#include "agents/fields/conjugate_gradients.h"
#include "agents/fields/field_checks.h"
#include "agents/fields/multigrid.h"
#include "core/errors.h"

namespace cytotwin {

namespace {

constexpr unsigned newton_limit = 60;

}  // namespace

struct QuasiSteadySolver::Parts {
  /// What a free voxel gets from outside the free voxels: conductance x (value - c) + flow.
  struct BoundaryLink {
    std::size_t voxel;
    double conductance;  ///< [um^3/min]
    double gain;         ///< conductance x value + flow [unit um^3/min]
  };

  /// A voxel with a reaction of its own.
  struct ReactingVoxel {
    std::size_t voxel, padded;
    double supply, loss, saturable_loss, half_maximum;
    bool fixed;
    double exposure, saturated;  ///< since the last take_exposure()

    double saturation(double c) const {
      return saturable_loss > 0 ? half_maximum / (half_maximum + c) : 0;
    }
  };

  Parts(const Grid& on_grid, const Substance& of, const FixedVoxels& held, double length,
        Accuracy demanded);

  Grid grid;
  Substance substance;
  FixedVoxels fixed;
  double step;
  Accuracy accuracy;
  Multigrid multigrid;
  ConjugateGradients solver;
  double uniform_loss, uniform_supply;
  std::vector<double> held;   ///< padded: conductance to fixed voxels, -1 = fixed
  std::vector<double> free;   ///< padded: 1 = unknown, else 0
  std::vector<double> gains;  ///< padded: what boundaries and uniform supply give
  std::vector<BoundaryLink> links;
  std::vector<ReactingVoxel> reacting;
  std::vector<double> loss, rhs;  ///< padded
  unsigned iterations = 0;
  bool stale = true;  ///< the operator is not that of `reacting`
  bool saturable = false;

  std::size_t padded(std::size_t voxel) const;
  void link_boundaries();
  BoundaryLink link_of(std::size_t voxel, const std::vector<double>& fixed_value);
  void set(const LocalReaction& reaction);
  void linearise(std::span<const double> field, const Workers& workers);
  void solve(std::span<double> field, std::uint64_t index, const Workers& workers);
  bool limit_sinks(std::span<const double> field);
  [[noreturn]] void fail(const std::string& why, std::uint64_t index) const;
  FieldBudget book(std::span<const double> field, double mass_before, const Workers& workers);
};

QuasiSteadySolver::Parts::Parts(const Grid& on_grid, const Substance& of, const FixedVoxels& held_,
                                double length, Accuracy demanded)
    : grid(on_grid),
      substance(of),
      fixed(held_),
      step(length),
      accuracy(demanded),
      multigrid(grid, of.diffusivity, of.faces),
      solver(grid),
      uniform_loss(of.decay + of.bulk_secretion + of.bulk_uptake),
      uniform_supply(of.bulk_secretion * of.bulk_target) {
  const std::size_t size = multigrid.fine().box.size();
  held.resize(size);
  free.resize(size);
  gains.resize(size);
  loss.resize(size);
  rhs.resize(size);
  link_boundaries();
}

std::size_t QuasiSteadySolver::Parts::padded(std::size_t voxel) const {
  const std::size_t nx = grid.count[0], ny = grid.count[1];
  return multigrid.fine().box.row(voxel / nx % ny, voxel / (nx * ny)) + voxel % nx;
}

void QuasiSteadySolver::Parts::link_boundaries() {
  std::vector<double> value(multigrid.fine().box.size());
  for (std::size_t n = 0; n < fixed.voxel.size(); ++n) {
    const std::size_t p = padded(fixed.voxel[n]);
    held[p] = -1;
    value[p] = fixed.value[n];
  }
  for (std::size_t voxel = 0; voxel < grid.size(); ++voxel) {
    const std::size_t p = padded(voxel);
    if (held[p] < 0) continue;
    free[p] = 1;
    const BoundaryLink link = link_of(voxel, value);
    gains[p] = grid.voxel_volume() * uniform_supply + link.gain;
    if (link.conductance != 0 || link.gain != 0) links.push_back(link);
  }
}

/// What the free voxel gets from faces and fixed neighbours; the latter go into `held` as well.
QuasiSteadySolver::Parts::BoundaryLink QuasiSteadySolver::Parts::link_of(
    std::size_t voxel, const std::vector<double>& fixed_value) {
  const double volume = grid.voxel_volume();
  const std::array<double, 3> spacing = {grid.spacing.x, grid.spacing.y, grid.spacing.z};
  const auto& box = multigrid.fine().box;
  const std::array<std::size_t, 3> pitch = {1, box.row_pitch(), box.plane_pitch()};
  const std::array<std::size_t, 3> at = {voxel % grid.count[0],
                                         voxel / grid.count[0] % grid.count[1],
                                         voxel / (grid.count[0] * grid.count[1])};
  const std::size_t p = padded(voxel);
  BoundaryLink link{voxel, 0, 0};
  for (std::size_t a = 0; a < 3; ++a) {
    const double conductance = substance.diffusivity / (spacing[a] * spacing[a]) * volume;
    for (const bool high : {false, true}) {
      const FaceCondition& face = substance.faces[2 * a + high];
      const std::size_t next = high ? p + pitch[a] : p - pitch[a];
      if (at[a] == (high ? grid.count[a] - 1 : 0)) {
        if (face.kind == FaceCondition::Kind::flux) {
          link.gain += face.value * volume / spacing[a];
        } else if (face.kind == FaceCondition::Kind::fixed_value) {
          const double exchange =
              face.conductance(spacing[a], substance.diffusivity) * volume / spacing[a];
          link.conductance += exchange;
          link.gain += exchange * face.value;
        }
      } else if (held[next] < 0) {
        link.conductance += conductance;
        link.gain += conductance * fixed_value[next];
        held[p] += conductance;
      }
    }
  }
  return link;
}

void QuasiSteadySolver::Parts::set(const LocalReaction& reaction) {
  const auto at = [](std::span<const double> values, std::size_t i) {
    return values.empty() ? 0 : values[i];
  };
  reacting.clear();
  stale = true;
  saturable = false;
  reaction.for_voxels([&](std::size_t voxel) {
    const double supply = at(reaction.supply, voxel), own_loss = at(reaction.loss, voxel);
    const double maximum = at(reaction.saturable_loss, voxel);
    if (supply == 0 && own_loss == 0 && maximum == 0) return;
    const std::size_t p = padded(voxel);
    reacting.push_back(
        {voxel, p, supply, own_loss, maximum, at(reaction.half_maximum, voxel), held[p] < 0, 0, 0});
    saturable = saturable || maximum > 0;
  });
}

/// Operator and right-hand side of the equation, linearised at the field where loss saturates:
/// L K c / (K + c) is about L s^2 c + L s (1 - s) c0, s = K / (K + c0).
void QuasiSteadySolver::Parts::linearise(std::span<const double> field, const Workers& workers) {
  const double volume = grid.voxel_volume();
  for (std::size_t p = 0; p < loss.size(); ++p) {
    loss[p] = free[p] * volume * uniform_loss;
    rhs[p] = gains[p];
  }
  for (const ReactingVoxel& r : reacting) {
    if (r.fixed) continue;
    const double c = std::max(field[r.voxel], 0.0), s = r.saturation(c);
    loss[r.padded] += volume * (r.loss + r.saturable_loss * s * s);
    rhs[r.padded] += volume * (r.supply - r.saturable_loss * s * (1 - s) * c);
  }
  multigrid.set_losses(loss, held, workers);
  stale = false;
}

void QuasiSteadySolver::Parts::fail(const std::string& why, std::uint64_t index) const {
  throw RunError(fmt::format("QuasiSteadySolver: substance \"{}\": {}", substance.name, why),
                 static_cast<double>(index) * step);
}

void QuasiSteadySolver::Parts::solve(std::span<double> field, std::uint64_t index,
                                     const Workers& workers) {
  double relative = 0;
  for (unsigned round = 0; round < newton_limit; ++round) {
    if (stale || saturable) linearise(field, workers);
    const bool is_held =
        std::any_of(links.begin(), links.end(), [](const auto& l) { return l.conductance > 0; }) ||
        std::any_of(loss.begin(), loss.end(), [](double l) { return l > 0; });
    if (!is_held && std::any_of(free.begin(), free.end(), [](double f) { return f > 0; })) {
      fail("nothing holds it (give it a decay, an uptake or a fixed value)", index);
    }
    const auto report = solver.solve(multigrid, rhs, free, field, accuracy.tolerance,
                                     accuracy.max_iterations - iterations, workers);
    iterations += report.iterations;
    relative = report.residual;
    if (relative > accuracy.tolerance) break;
    // The residual at the start of a round is that of the unlinearised equation.
    if (!saturable || report.iterations == 0) return;
  }
  fail(fmt::format("no equilibrium within {} iterations, relative residual {:.3g} (at most {:.3g})",
                   iterations, relative, accuracy.tolerance),
       index);
}

/// Turns constant sinks into saturable ones where they would empty a voxel; false if none would.
bool QuasiSteadySolver::Parts::limit_sinks(std::span<const double> field) {
  const double largest = *std::max_element(field.begin(), field.end());
  const double half_maximum = largest > 0 ? 1e-6 * largest : 1;
  bool changed = false;
  for (ReactingVoxel& r : reacting) {
    if (r.fixed || r.supply >= 0 || field[r.voxel] >= -accuracy.tolerance * largest) continue;
    if (r.saturable_loss > 0) continue;
    r.saturable_loss = -r.supply / half_maximum;
    r.half_maximum = half_maximum;
    r.supply = 0;
    changed = true;
  }
  saturable = saturable || changed;
  return changed;
}

FieldBudget QuasiSteadySolver::Parts::book(std::span<const double> field, double mass_before,
                                           const Workers& workers) {
  const double volume = grid.voxel_volume();
  const double mass = field_sum(field, workers) * volume;
  FieldBudget sum;
  sum.supplied = uniform_supply * volume * static_cast<double>(grid.size()) * step;
  sum.consumed = (uniform_loss - substance.decay) * mass * step;
  sum.decayed = substance.decay * mass * step;
  for (ReactingVoxel& r : reacting) {
    const double c = field[r.voxel], s = r.saturation(c);
    sum.supplied += r.supply * volume * step;
    sum.consumed += (r.loss + r.saturable_loss * s) * c * volume * step;
    if (r.fixed) {
      sum.inflow += ((r.loss + r.saturable_loss * s) * c - r.supply) * volume * step;
    }
    r.exposure += c * step;
    r.saturated += s * c * step;
  }
  for (const double value : fixed.value) {
    sum.inflow += (uniform_loss * value - uniform_supply) * volume * step;
  }
  for (const BoundaryLink& link : links) {
    sum.inflow += (link.gain - link.conductance * field[link.voxel]) * step;
  }
  sum.change = mass - mass_before;
  sum.imposed = sum.change - (sum.supplied - sum.consumed - sum.decayed + sum.inflow);
  return sum;
}

QuasiSteadySolver::QuasiSteadySolver(const Grid& grid, const Substance& substance,
                                     const FixedVoxels& fixed, double step, Accuracy accuracy) {
  check_field_problem(grid, substance, fixed, step, "QuasiSteadySolver");
  if (!(accuracy.tolerance > 0 && accuracy.tolerance < 1)) {
    throw std::invalid_argument(
        fmt::format("QuasiSteadySolver: tolerance = {} (between 0 and 1)", accuracy.tolerance));
  }
  parts_ = std::make_unique<Parts>(grid, substance, fixed, step, accuracy);
}

QuasiSteadySolver::QuasiSteadySolver(const Grid& grid, const Substance& substance,
                                     const FixedVoxels& fixed, double step)
    : QuasiSteadySolver(grid, substance, fixed, step, Accuracy{}) {}

QuasiSteadySolver::~QuasiSteadySolver() = default;

double QuasiSteadySolver::step() const { return parts_->step; }

unsigned QuasiSteadySolver::iterations() const { return parts_->iterations; }

void QuasiSteadySolver::set_reaction(const LocalReaction& reaction) {
  check_reaction(reaction, parts_->grid.size(), "QuasiSteadySolver::set_reaction");
  parts_->set(reaction);
}

void QuasiSteadySolver::take_exposure(const FieldExposure& to, const Workers&) {
  check_exposure(to, parts_->grid, "QuasiSteadySolver::take_exposure");
  for (Parts::ReactingVoxel& r : parts_->reacting) {
    const double exposure = std::exchange(r.exposure, 0), saturated = std::exchange(r.saturated, 0);
    if (r.loss + r.saturable_loss == 0) continue;
    if (!to.linear.empty()) to.linear[r.voxel] += exposure;
    if (!to.saturable.empty()) to.saturable[r.voxel] += saturated;
  }
}

FieldBudget QuasiSteadySolver::advance(std::span<double> field, std::uint64_t index,
                                       const Workers& workers) {
  check_voxel_count(field.size(), parts_->grid.size(), "QuasiSteadySolver::advance", "field");
  const double before = field_sum(field, workers) * parts_->grid.voxel_volume();
  for (std::size_t n = 0; n < parts_->fixed.voxel.size(); ++n) {
    field[parts_->fixed.voxel[n]] = parts_->fixed.value[n];
  }
  parts_->iterations = 0;
  do {
    parts_->solve(field, index, workers);
  } while (parts_->limit_sinks(field));
  for (double& c : field) c = std::max(c, 0.0);
  return parts_->book(field, before, workers);
}

}  // namespace cytotwin
