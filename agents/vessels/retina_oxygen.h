#pragma once

#include <memory>
#include <span>
#include <stdexcept>
#include <vector>

#include "agents/vessels/blood_oxygen.h"
#include "agents/vessels/network_flow.h"
#include "agents/vessels/tissue_mesh.h"
#include "core/parallel.h"

namespace cytotwin {

/// Oxygen in tissue and blood at rest. Kept from one solution to the next it is also the next
/// start, and all that the next solution depends on besides its arguments: a copy of it is a
/// checkpoint.
struct RetinaOxygenState {
  std::vector<double> tissue;   ///< [mmHg], shape of the mesh; empty: no start
  std::vector<double> leaving;  ///< of the blood that leaves each segment [mmHg]; 0 without flow
  std::vector<double> given;    ///< through walls [um^3 O2/s], for each stretch within a voxel
};

/// Where oxygen comes from and goes to, over the whole mesh [um^3 O2/s].
struct OxygenBalance {
  double entering = 0;    ///< in blood, through terminals
  double outgoing = 0;    ///< in blood, through terminals
  double from_blood = 0;  ///< through vessel walls
  double from_choroid = 0;
  double consumed = 0;
  unsigned rounds = 0;      ///< of blood and tissue
  unsigned iterations = 0;  ///< of conjugate gradients, all rounds
  /// |entering - outgoing + from_choroid - consumed| / consumed
  double relative_imbalance() const;
};

/// How far blood and tissue are iterated.
struct OxygenAccuracy {
  double tolerance = 1e-5;    ///< sum of the voxels' residuals over the consumption, if any
  unsigned max_rounds = 300;  ///< >= 1
};

/// Oxygen does not settle.
class OxygenNotSettled : public std::runtime_error {
 public:
  OxygenNotSettled(double residual, unsigned rounds);
};

/// Oxygen from blood and choroid in layered retina, at rest.
///
/// Blood: Q d(C0 H S + alpha P)/ds = -q, P - P_tissue = K(D) q, implicit and upwind along the flow.
/// Tissue: 0 = Dk lap(P) - M P/(P + Km) + q of all walls; the choroid's value beyond the last
/// level, elsewhere sealed.
///
/// Finite volumes on the mesh, fluxes along and across layers (the slope of layers is neglected).
/// Between wall and voxel lies the resistance of tissue that the mesh does not resolve. Each round
/// carries the blood through the network against tissue that yields where it gets less than it
/// needs, then takes a Newton step of the tissue in which walls answer as their own stretch of
/// blood would (so that standing blood feeds nobody); conjugate gradients preconditioned by the
/// columns' own tridiagonal systems; Anderson's acceleration of the rounds. The same bytes for any
/// number of threads.
class RetinaOxygen {
 public:
  /// @param graph  its nodes and ends of segments stay; outside the mesh the nearest voxel counts
  /// @throws VesselGraphError; std::invalid_argument naming the value and what is allowed
  RetinaOxygen(const VesselGraph& graph, TissueMesh mesh, const BloodOxygen& blood = {},
               const RetinaOxygenConstants& constants = {}, const OxygenAccuracy& accuracy = {});
  ~RetinaOxygen();
  RetinaOxygen(RetinaOxygen&&) noexcept;
  RetinaOxygen& operator=(RetinaOxygen&&) noexcept;

  const TissueMesh& mesh() const;

  /// What is left of the inner segments' consumption, shape (ny, nx), in [0, 1]; 1 at the start.
  void set_photoreceptors(std::span<const double> share);
  /// What the choroid offers [mmHg], shape (ny, nx), >= 0.
  void set_choroid(std::span<const double> oxygen);

  /// @throws std::invalid_argument if sizes do not fit, naming both; OxygenNotSettled, and then the
  ///         state is no start
  OxygenBalance solve(const VesselGraph& graph, const NetworkFlow& flow, RetinaOxygenState& state,
                      const Workers& workers);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace cytotwin
