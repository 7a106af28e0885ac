#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "agents/cells/population.h"
#include "agents/mechanics/cell_coefficients.h"
#include "agents/mechanics/laws.h"
#include "agents/mechanics/neighbours.h"
#include "core/parallel.h"

namespace cytotwin {

/// Pair coefficients of every two cell types, worked out once.
class PairTable {
 public:
  struct Pair {
    double push;  ///< sqrt(c_r c_r') [um/min], or sqrt(k k') [1/min] of linear springs
    double pull;  ///< sqrt(c_a c_a') [um/min]; 0 of linear springs
    double own_reach, other_reach;  ///< A, A' of S = A r + A' r' [-]
  };
  PairTable(std::span<const MechanicsParameters> types, ForceLaw law);
  const Pair& at(std::size_t a, std::size_t b) const { return pairs_[a * types_ + b]; }
  std::size_t types() const { return types_; }
  ForceLaw law() const { return law_; }
  double reach() const { return reach_; }  ///< the largest of all types [-]

 private:
  ForceLaw law_;
  std::size_t types_;
  double reach_ = 1;
  std::vector<Pair> pairs_;
};

/// What acts on some rows of cells; row i's values are at i - first.
struct CellForces {
  std::size_t first = 0, end = 0;
  std::vector<double> vx, vy, vz;  ///< velocity [um/min]
  std::vector<double> stiffness;   ///< sum over neighbours of |d speed / d distance| [1/min]
};

/// Simple pressure of a cell whose neighbours overlap by (1 - d/R)^2 summed to this is 1: twelve
/// hexagonally packed neighbours at their distance (Ghaffarizadeh et al. 2018).
inline constexpr double pressure_scale = 0.0272888;

/// Velocities, stiffnesses and simple pressures (written to cells.pressure) of all cells by the
/// laws of laws.h; distances below 1e-5 um count as that, and coincident cells part along a
/// direction drawn from their ids.
///
/// Each cell gathers over its neighbours in row order: the same bytes for any number of threads
/// and any list that holds all pairs within reach.
///
/// @param use  is given the forces block by block and may move the rows it is given: forces are
///             those of the positions at the start
/// @param own  coefficients cell by cell, in place of those of the types
/// @return the largest value that `use` returned; 0 without cells
double cell_forces(Population& cells, const NeighbourList& neighbours, const PairTable& pairs,
                   const Workers& workers, const std::function<double(CellForces&)>& use,
                   const CellCoefficients* own = nullptr);

}  // namespace cytotwin
