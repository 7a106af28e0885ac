#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/grid.h"
#include "core/parallel.h"

namespace cytotwin {

/// Voxels held at a value, whatever happens around them (vessels, medium, a fixed layer).
struct FixedVoxels {
  std::vector<std::uint32_t> voxel;  ///< ascending, each once
  std::vector<double> value;         ///< [the substance's unit], same length
};

/// Local gain and loss of a substance, constant over a step: dc/dt = supply - loss c.
/// Decay is the solver's own and not part of it.
struct LocalReaction {
  std::span<const double> supply;  ///< [unit/min], one a voxel, >= 0
  std::span<const double> loss;    ///< [1/min], one a voxel, >= 0
};

/// What happened to the mass of a substance in one step [unit um^3]; all terms signed so that
/// supplied - consumed - decayed + inflow = change, to round-off.
struct FieldBudget {
  double supplied = 0;  ///< integral of supply
  double consumed = 0;  ///< integral of loss c
  double decayed = 0;
  double inflow = 0;  ///< through faces and fixed voxels; negative = out
  double change = 0;  ///< of the mass in the domain
  /// |supplied - consumed - decayed + inflow - change| over the largest of its terms.
  double relative_imbalance() const;
  FieldBudget& operator+=(const FieldBudget& other);
};

/// One substance's step: the seam "a field" between solver and emulator.
class FieldSolver {
 public:
  virtual ~FieldSolver() = default;

  /// Advances the field by the solver's step.
  /// @param field     concentration [unit], shape (nz, ny, nx), x fastest; in place, >= 0
  /// @param reaction  may change from step to step
  /// @param exposure  the step's integral of c dt [unit min] is added, same shape; may be empty
  /// @throws std::invalid_argument if a size differs from the grid's
  virtual FieldBudget advance(std::span<double> field, const LocalReaction& reaction,
                              std::span<double> exposure, const Workers& workers) = 0;

  virtual double step() const = 0;  ///< [min]
};

}  // namespace cytotwin
