#pragma once

#include <cstdint>
#include <span>

#include "agents/fields/local_reaction.h"
#include "core/parallel.h"

namespace cytotwin {

/// What happened to the mass of a substance in one step [unit um^3]; all terms signed so that
/// supplied - consumed - decayed + inflow + imposed = change, to round-off.
struct FieldBudget {
  double supplied = 0;  ///< integral of supply, bulk secretion's S_b T_b included
  double consumed = 0;  ///< integral of loss c, saturable loss and bulk's (S_b + U_b) c included
  double decayed = 0;
  double inflow = 0;   ///< through faces and fixed voxels; negative = out
  double imposed = 0;  ///< storage that a quasi-steady solver sets at once; 0 for a transient one
  double change = 0;   ///< of the mass in the domain
  /// |supplied - consumed - decayed + inflow + imposed - change| over the largest of its terms.
  double relative_imbalance() const;
  FieldBudget& operator+=(const FieldBudget& other);
};

/// Where exposure is added, at voxels with a loss of their own; others stay as they are. Each span
/// has the shape of the field or is empty (not wanted).
struct FieldExposure {
  std::span<double> linear;     ///< integral of c dt [unit min]
  std::span<double> saturable;  ///< integral of K c / (K + c) dt [unit min]
};

/// One substance's step: the seam "a field" between solver and emulator.
class FieldSolver {
 public:
  virtual ~FieldSolver() = default;

  /// Sets local gain and loss until the next call; values are copied. None at the start. Exposure
  /// that was not taken is dropped. Costs as much as some steps: call it on a change.
  /// @throws std::invalid_argument if a size differs from the grid's, naming both, or a value is
  ///         out of range, naming the voxel
  virtual void set_reaction(const LocalReaction& reaction) = 0;

  /// Advances the field by the solver's step.
  /// @param field     concentration [unit], shape (nz, ny, nx), x fastest; in place, >= 0
  /// @param index     number of the step since the start of the run: a solver that alternates its
  ///                  sweeps derives their order from it, so that a restart gives the same bytes
  /// @throws std::invalid_argument if a size differs from the grid's, naming both
  virtual FieldBudget advance(std::span<double> field, std::uint64_t index,
                              const Workers& workers) = 0;

  /// Adds the exposure of all steps since the last call or set_reaction() to `to`, and starts anew.
  /// It is no part of a checkpoint: take it before one.
  /// @throws std::invalid_argument if a size differs from the grid's, naming both
  virtual void take_exposure(const FieldExposure& to, const Workers& workers) = 0;

  virtual double step() const = 0;  ///< [min]
};

}  // namespace cytotwin
