#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "agents/cells/behaviour.h"
#include "agents/cells/cell_type.h"
#include "agents/cells/population.h"
#include "agents/contacts/contact_step.h"
#include "agents/fields/field_solver.h"
#include "agents/fields/fixed_voxels.h"
#include "agents/fields/substance.h"
#include "agents/fields/voxel_sources.h"
#include "agents/networks/cell_networks.h"
#include "agents/rules/rule.h"
#include "core/grid.h"
#include "core/parallel.h"

namespace cytotwin {

/// Everything that a tissue is made of and that does not change while it lives.
struct TissueModel {
  Grid grid;
  std::vector<Substance> substances;
  std::vector<FixedVoxels> fixed;     ///< one a substance
  std::vector<VoxelSources> sources;  ///< one a substance, or none at all
  std::vector<CellType> cell_types;
  std::vector<Variable> variables;         ///< of the user's own, in columns of the population
  std::vector<std::vector<Rule>> rules;    ///< by cell type; may be shorter: none for the rest
  std::vector<std::vector<Drive>> drives;  ///< likewise
  std::vector<CellNetwork> networks;       ///< that cells carry
  ForceLaw law = ForceLaw::repulsion_adhesion;
  bool walls = false;            ///< the domain's faces push cells back
  double field_step = 0.1;       ///< of transient substances [min]
  double quasi_steady_step = 6;  ///< between solutions of quasi-steady substances [min]
  double mechanics_step = 0.1;   ///< [min]
  double phenotype_step = 6;     ///< [min]
  std::uint64_t seed = 1;
};

/// What happened to the cells since the start.
struct CellEvents {
  std::uint64_t births = 0, apoptoses = 0, necroses = 0, removals = 0;
  /// Apoptoses of cells that others had damaged; discrete hits.
  std::uint64_t kills = 0, hits = 0;
  std::uint64_t attachments = 0, detachments = 0;  ///< links made; links that a cell let go
  std::uint64_t phagocytoses = 0, fusions = 0;     ///< each a removal too
  std::uint64_t transformations = 0, asymmetric_divisions = 0;  ///< the latter are births too
  bool operator==(const CellEvents&) const = default;
};

/// Cells and fields, and the processes that step them. A grid one voxel thick holds a planar
/// tissue: cells keep their z, divide and move in the plane.
///
/// The caller's clock decides when each process runs; `minutes` is simulated time and only named
/// in errors; a step index counts the steps of its process since the start. All results are the
/// same bytes for any number of threads. After a phenotype step, cells, fields, events and budgets
/// are the whole state: a tissue that is given them and then renew()ed goes on to the same bytes.
class Tissue {
 public:
  /// @throws std::invalid_argument if sizes in the model do not agree
  explicit Tissue(TissueModel model);
  ~Tissue();
  Tissue(Tissue&&) noexcept;

  const TissueModel& model() const { return model_; }
  Population& cells() { return cells_; }
  const Population& cells() const { return cells_; }
  std::vector<std::vector<double>>& fields() { return fields_; }
  const std::vector<std::vector<double>>& fields() const { return fields_; }
  CellEvents& events() { return events_; }
  const CellEvents& events() const { return events_; }
  /// Sums since the start, one a substance.
  std::vector<FieldBudget>& budgets() { return budgets_; }
  const std::vector<FieldBudget>& budgets() const { return budgets_; }
  /// What the networks' windows took since the start, one a network.
  std::vector<NetworkWork>& network_work();
  const std::vector<NetworkWork>& network_work() const;
  /// Largest relative imbalance of any field step so far.
  double largest_imbalance() const { return largest_imbalance_; }
  void set_largest_imbalance(double value) { largest_imbalance_ = value; }

  /// Adds a live cell (see Population::add) with variables drawn from its type's distributions and
  /// networks at their start.
  /// @returns its row
  std::size_t add_cell(std::uint16_t type, Vec3 position);

  /// Adds a concentration to every voxel of a substance, as its budget's `imposed`. No effect on
  /// the next equilibrium of a quasi-steady one.
  void add_everywhere(std::size_t substance, double concentration);

  /// Replaces the mechanism that answers for a cell type. Cells that are there keep what the former
  /// one set until they are asked again.
  void set_behaviour(std::size_t cell_type, std::unique_ptr<Behaviour> behaviour);

  /// Advances every transient substance by the field step.
  void step_transient_fields(std::uint64_t step_index, double minutes, const Workers& workers);
  /// Solves every quasi-steady substance for the cells as they are; step 0 is the start.
  void step_quasi_steady_fields(std::uint64_t step_index, double minutes, const Workers& workers);
  void step_mechanics(std::uint64_t step_index, double minutes, const Workers& workers);
  /// @param minutes  at the end of the step
  /// @throws RunError naming a cell that left the domain or cannot go on
  void step_phenotype(std::uint64_t step_index, double minutes, const Workers& workers);
  /// To be called after cells or fields were changed from outside.
  void renew();

 private:
  struct Engine;
  void add_columns();
  void add_variable_columns();
  std::vector<Signal> sensed_signals() const;
  std::vector<double> gather(std::span<const Signal> signals, double minutes,
                             const Workers& workers);
  bool has_contacts() const;
  void step_contacts(std::uint64_t step_index, double minutes, const Workers& workers);
  void step_attacks(const ContactStep& step, const Workers& workers);
  void step_merges(const ContactStep& step, const Workers& workers);
  void mend_links();
  void leave_exchange(const Workers& workers);
  void refresh_exchange(double minutes, const Workers& workers);
  void internalise(const Workers& workers);
  void step_field(std::size_t substance, std::uint64_t step_index, double minutes,
                  const Workers& workers);
  void give_back(std::size_t substance, Vec3 position, double mass);
  void require_inside(double minutes) const;

  TissueModel model_;
  Population cells_;
  std::vector<std::vector<double>> fields_;
  std::vector<FieldBudget> budgets_;
  CellEvents events_;
  double largest_imbalance_ = 0;
  std::unique_ptr<Engine> engine_;
};

}  // namespace cytotwin
