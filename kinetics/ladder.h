#pragma once

#include <memory>

#include "kinetics/cell_kinetics.h"
#include "kinetics/cvode_solver.h"

namespace cytotwin {

/// Rosenbrock for all cells; those that fail there climb a ladder from their state at the start of
/// the window: again with a tenth of the first step, by CVODE at the same tolerances, by CVODE with
/// absolute tolerances of a hundredth. KineticsReport::rescued counts who was solved where; who
/// fails everywhere is a failure, with the first and the last message.
class LadderKinetics : public CellKinetics {
 public:
  /// @param network  must outlive the solver; with one state at least
  /// @param most_steps  of a cell in a window at each rung
  /// @throws std::invalid_argument if a tolerance is missing or not positive, if there is no state,
  ///         or events cannot be kept (check_cell_events)
  LadderKinetics(const Network& network, const Tolerances& tolerances,
                 std::uint32_t most_steps = default_most_steps);
  ~LadderKinetics() override;

  KineticsReport advance(const CellBatch& batch, double time, double window,
                         const Workers& workers) override;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace cytotwin
