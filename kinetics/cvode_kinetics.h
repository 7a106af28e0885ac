#pragma once

#include <memory>

#include "kinetics/cell_kinetics.h"
#include "kinetics/cvode_solver.h"

namespace cytotwin {

/// Cells one at a time by CVODE with sparse algebra, begun anew at every window: the reference for
/// batches, and what the fast solver's failures fall back on. Each thread has a solver; cells have
/// none. An amount below 0 by more than a thousand absolute tolerances is a failure. In networks
/// with events a step is a tenth of the window at the most.
class CvodeKinetics : public CellKinetics {
 public:
  /// @param network  must outlive the solver; with one state at least
  /// @param most_steps  of a cell in a window; with more it has failed
  /// @throws std::invalid_argument if a tolerance is missing or not positive, if there is no state,
  ///         or events cannot be kept (check_cell_events)
  CvodeKinetics(const Network& network, Tolerances tolerances,
                std::uint32_t most_steps = default_most_steps);
  ~CvodeKinetics() override;

  KineticsReport advance(const CellBatch& batch, double time, double window,
                         const Workers& workers) override;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace cytotwin
