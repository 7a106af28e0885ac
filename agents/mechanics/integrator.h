#pragma once

#include <span>

#include "agents/cells/population.h"
#include "agents/mechanics/drift.h"
#include "agents/mechanics/forces.h"
#include "agents/mechanics/laws.h"
#include "agents/mechanics/neighbours.h"
#include "agents/mechanics/walls.h"
#include "core/grid.h"
#include "core/parallel.h"

namespace cytotwin {

/// What moves cells beside their pair law; empty: nothing.
struct ExtraVelocities {
  Drift smooth;  ///< changes with the positions, as springs do: takes part in the scheme below
  Drift steady;  ///< constant over the step, as motility is: moves cells by h times itself
};

/// Overdamped motion of all cells under their pair law.
///
/// x += h (3 v_n - v_(n-1)) / 2 (Adams-Bashforth 2); a cell without a former velocity takes
/// x += h v_n: one Euler step of error O(h^2), so the order stays 2 and nothing is kicked.
///
/// AB2 is stable while h times the stiffness of the packing stays below 1. Twice the sum of a
/// cell's pair slopes k bounds its row of the Jacobian (Gershgorin), so where 2 h k > 1 all of the
/// cell's velocity, what comes from outside the pair law with it, is scaled by 1 / (2 h k): it
/// approaches the same rest more slowly instead of overshooting. At steps of 0.1 min this touches
/// only cells pressed to a fraction of their distance; results at longer steps are held against
/// shorter ones by tests.
///
/// In a domain one voxel thick the tissue is planar: cells keep their z. Cells that are not movable
/// stay and are felt by others; one that was held begins without a former velocity.
///
/// Coefficients are those of the types; where behaviours set some (Controlled), each cell has its
/// own, and a cell is movable if that is above 1/2. The list of neighbours always covers the
/// largest reach.
///
/// The same bytes for any number of threads, and whenever the neighbour list is rebuilt.
class Mechanics {
 public:
  /// @param types  by Population::type
  /// @param space  where the cells are and whether its faces are walls
  Mechanics(std::span<const CellType> types, ForceLaw law, const MechanicsSpace& space = {});

  /// Velocities, simple pressures, then positions, one step on.
  /// @param step     h [min], > 0
  /// @param minutes  simulated time, for errors [min]
  /// @throws RunError naming the cell if a position is not finite or a cell moved by more than
  ///         its diameter, or if cells lie on one point
  void advance(Population& cells, double step, double minutes, const Workers& workers,
               const ExtraVelocities& extra = {});

  /// The neighbours as the cells lie now. @throws RunError as advance()
  const NeighbourList& neighbours_of(const Population& cells, double minutes,
                                     const Workers& workers);

  /// To be called after rows were added, removed or reordered.
  void invalidate() { neighbours_.invalidate(); }

  double largest_displacement() const { return largest_displacement_; }  ///< of the last step [um]
  const NeighbourList& neighbours() const { return neighbours_; }
  std::size_t bytes() const { return neighbours_.bytes(); }  ///< of memory held between steps

 private:
  class TooFar;
  double move(Population& cells, double step, const ExtraVelocities& extra,
              const CellForces& forces, TooFar& too_far) const;
  void update_neighbours(const Population& cells, double minutes, const Workers& workers);

  PairTable pairs_;
  std::vector<CellType> types_;
  MechanicsSpace space_;
  NeighbourList neighbours_;
  double largest_displacement_ = 0;
};

}  // namespace cytotwin
