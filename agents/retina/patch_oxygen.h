#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "agents/retina/lateral_screen.h"
#include "agents/retina/perfusion.h"
#include "agents/vessels/retina_oxygen.h"
#include "agents/vessels/tissue_mesh.h"
#include "agents/vessels/vessel_graph.h"
#include "core/parallel.h"

namespace cytotwin {

/// How the oxygen of a patch is found.
enum class OxygenMethod {
  perfusion,  ///< from the perfused capillaries around a column, by the one-dimensional column
  blood,      ///< from blood and choroid in three dimensions, see RetinaOxygen
};

/// The lateral grid of a mesh.
ColumnGrid lateral_grid(const TissueMesh& mesh);

/// Oxygen of the inner retina of a patch, column by column, as capillaries close and burns are set.
///
/// By perfusion: inner-half means of solve_column() for supplies of 0 to 1 in steps of 0.1 and some
/// distances from the fovea, linear in between. A burn takes the consumption of the inner segments
/// away and brings the choroid as near as its scar is thin.
class PatchOxygen {
 public:
  /// @param fovea  of the mesh's columns [um]; only its x and y count
  /// @param reach  length that a capillary supplies sideways, by perfusion [um]
  PatchOxygen(const VesselGraph& graph, const TissueMesh& mesh, Vec3 fovea, OxygenMethod method,
              double reach);
  ~PatchOxygen();
  PatchOxygen(PatchOxygen&&) noexcept;
  PatchOxygen& operator=(PatchOxygen&&) noexcept;

  const ColumnGrid& grid() const { return grid_; }
  const PerfusionMap& perfusion() const { return perfusion_; }

  /// @param burned  one value a column, 1: burned
  void set_burned(std::span<const std::uint8_t> burned);

  /// @param perfused  one value a segment
  /// @throws OxygenNotSettled
  void solve(const VesselGraph& graph, const NetworkFlow& flow,
             std::span<const std::uint8_t> perfused, const Workers& workers);

  /// Mean over the inner half of the thickness, one value a column [mmHg].
  const std::vector<double>& inner() const { return inner_; }

  /// What the next solution starts from, besides its arguments; empty by perfusion.
  const RetinaOxygenState& state() const { return state_; }
  /// As after the solution that left this state. @param perfused  then, one value a segment
  void restore(RetinaOxygenState state, std::span<const std::uint8_t> perfused);

 private:
  struct Columns;
  void read_inner();
  ColumnGrid grid_;
  PerfusionMap perfusion_;
  std::vector<std::uint8_t> burned_;
  std::vector<double> inner_;
  RetinaOxygenState state_;
  std::unique_ptr<Columns> columns_;        ///< by perfusion
  std::unique_ptr<RetinaOxygen> in_blood_;  ///< by blood
};

}  // namespace cytotwin
