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
/// is a failure.
class RosenbrockKinetics : public CellKinetics {
 public:
  static constexpr std::uint32_t most_steps = 100000;

  /// @param network  must outlive the solver
  /// @throws std::invalid_argument if a tolerance is missing or not positive
  RosenbrockKinetics(const Network& network, Tolerances tolerances);
  ~RosenbrockKinetics() override;

  KineticsReport advance(const CellBatch& batch, double time, double window,
                         const Workers& workers) override;

 private:
  struct Parts;
  std::unique_ptr<const Parts> parts_;
};

}  // namespace cytotwin
