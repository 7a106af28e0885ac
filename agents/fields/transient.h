#pragma once

#include <memory>

#include "agents/fields/field_solver.h"
#include "agents/fields/fixed_voxels.h"
#include "agents/fields/substance.h"
#include "core/grid.h"

namespace cytotwin {

/// Advances dc/dt = D lap(c) - k c + S_b (T_b - c) - U_b c + local reaction.
///
/// Symmetric splitting R(h/2) T(h) R(h/2) (Strang 1968, SIAM J Numer Anal 5:506). R is the local
/// part, exact where it is linear (see VoxelReactions). T is diffusion, one axis after the other
/// by the L-stable (1,2) Pade propagator (see LinePropagator), x y z in steps of even index and z y
/// x in odd ones, so that pairs of steps are symmetric also where fixed voxels keep the axes from
/// commuting. Order 2 in time and space; T alone is of order 3 where axes commute. Stable for any
/// step; c >= 0 stays >= 0; mass is conserved to round-off.
///
/// Where a local loss is fast against the step (loss h not small), a voxel's own depletion within
/// a half step shows at its end: relative error of a steady state about (loss h)^2 / 12 for smooth
/// fields, loss h / 2 in a lone voxel. Steps are to be chosen so, or the substance solved
/// quasi-steady.
class TransientSolver final : public FieldSolver {
 public:
  /// @param step  [min], > 0
  /// @throws std::invalid_argument naming the argument and its value, if out of range
  TransientSolver(const Grid& grid, const Substance& substance, const FixedVoxels& fixed,
                  double step);
  ~TransientSolver() override;

  void set_reaction(const LocalReaction& reaction) override;
  FieldBudget advance(std::span<double> field, const FieldExposure& exposure, std::uint64_t index,
                      const Workers& workers) override;
  double step() const override;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace cytotwin
