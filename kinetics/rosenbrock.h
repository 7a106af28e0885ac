#pragma once

#include <memory>

#include "kinetics/cell_kinetics.h"
#include "kinetics/cvode_solver.h"
#include "kinetics/network.h"

namespace cytotwin {

/// Rodas4 (Hairer and Wanner 1996, Solving ODEs II, IV.7): a Rosenbrock method of order 4 with an
/// embedded one of order 3, 6 stages, stiffly accurate and L-stable, with the exact Jacobian.
///
/// tape_lanes cells run side by side, each with a time, a step and an error of its own (largest
/// over the states of |estimate| / (absolute + relative |y|)), so that a cell's result has the same
/// bits alone and in any company; a lane whose cell has come to the end of its window takes the
/// next one. A cell whose step no longer moves its time, or that needs more than `most_steps`,
/// is a failure. A step too long for what grows (determinant of I / (h gamma) - J not above 0) is
/// refused. In networks with events a step is a tenth of the window at the most; the instant
/// at which a trigger turns is that of the method's interpolation (order 3), and the lane begins
/// anew there.
class RosenbrockKinetics : public CellKinetics {
 public:
  /// @param network  must outlive the solver
  /// @param most_steps  of a cell in a window; with more it has failed
  /// @throws std::invalid_argument if a tolerance is missing or not positive, or events cannot be
  ///         kept (check_cell_events)
  RosenbrockKinetics(const Network& network, Tolerances tolerances,
                     std::uint32_t most_steps = default_most_steps);
  ~RosenbrockKinetics() override;

  KineticsReport advance(const CellBatch& batch, double time, double window,
                         const Workers& workers) override;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace cytotwin
