#pragma once

#include <memory>

#include "agents/fields/field_solver.h"
#include "agents/fields/fixed_voxels.h"
#include "agents/fields/substance.h"
#include "core/grid.h"

namespace cytotwin {

/// Sets a field to its equilibrium, 0 = D lap(c) - k c + S_b (T_b - c) - U_b c + local reaction,
/// whatever the step: for substances much faster than cells.
///
/// Same discretisation, faces and fixed voxels as TransientSolver, whose limit of long times and
/// short steps it is. Conjugate gradients (Hestenes and Stiefel 1952), started from the present
/// field, preconditioned by multigrid (see Multigrid), with the Polak and Ribiere update because
/// that one rounds to single precision. Saturable loss by Newton's method, which converges from any
/// start (the problem is concave) and keeps the system symmetric. A negative supply that would
/// empty a voxel becomes a saturable loss of the same maximum with a half maximum of 1e-6 of the
/// field's largest value. c >= 0 up to the tolerance, and cut there.
///
/// Budget: rates at equilibrium x step. There is no storage in the equation: what the field gains
/// or loses from one equilibrium to the next, and the solver's residual, are booked as `imposed`.
class QuasiSteadySolver final : public FieldSolver {
 public:
  struct Accuracy {
    double tolerance = 1e-8;        ///< of |residual| / |right-hand side|, in (0, 1)
    unsigned max_iterations = 200;  ///< of conjugate gradients in one advance()
  };

  /// @param step  between solutions [min], > 0; exposure and budget are rates x step
  /// @throws std::invalid_argument naming the argument and its value, if out of range
  QuasiSteadySolver(const Grid& grid, const Substance& substance, const FixedVoxels& fixed,
                    double step, Accuracy accuracy);
  QuasiSteadySolver(const Grid& grid, const Substance& substance, const FixedVoxels& fixed,
                    double step);
  ~QuasiSteadySolver() override;

  void set_reaction(const LocalReaction& reaction) override;
  /// @throws RunError with residual and iterations if it does not converge, or if nothing holds
  ///         the field (no loss, no fixed value); its time is index x step
  FieldBudget advance(std::span<double> field, std::uint64_t index,
                      const Workers& workers) override;
  void take_exposure(const FieldExposure& to, const Workers& workers) override;
  double step() const override;

  unsigned iterations() const;  ///< of conjugate gradients in the last advance()

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace cytotwin
