#pragma once

#include <vector>

#include "twin/scenario/checks.h"
#include "twin/scenario/draft.h"

namespace cytotwin {

/// One section of the scenario language. A new one is a file in sections/, a member of
/// ScenarioDraft and Scenario, and a line in all_sections().
struct Section {
  /// Declares the section's key at the top level.
  void (*declare)(TableBuilder<ScenarioDraft>& root);
  /// Relations between values; may complete the draft. Runs whatever went wrong before, so it asks
  /// Checks::good() about what it compares.
  void (*check)(ScenarioDraft& draft, Checks& checks);
  /// Only of drafts without problems.
  void (*fill)(const ScenarioDraft& draft, Scenario& scenario);
};

Section twin_section();
Section time_section();
Section mechanics_section();
Section domain_section();
Section substance_section();
Section variable_section();
Section cell_type_section();
/// Networks of cells: the files, their names.
Section kinetics_section();
/// Their words of the grammar; no keys of its own.
Section coupling_section();
Section rule_section();
Section placement_section();
Section treatment_section();
Section comparison_section();
/// Of tissues only.
Section image_section();
Section output_section();
/// One reaction network in place of a tissue, and what is added to it.
Section model_section();
/// A patch of retina in place of a tissue, and its laser sessions.
Section retina_section();
Section prior_section();
Section condition_section();
Section patient_section();
Section ensemble_section();
Section assimilation_section();

/// What a scenario simulates: they have some sections in common.
enum class ScenarioKind { tissue, model, retina };

/// In the order in which they are documented, checked and written.
std::vector<Section> sections_of(ScenarioKind kind);

/// All keys of a scenario file of this kind, from its sections.
Table scenario_table(ScenarioKind kind = ScenarioKind::tissue);

// Tables that several keys of a section share.
Table fixed_table();
Table source_table();
Table boundary_table();
Table cycle_table();
Table exchange_table();
Table volume_table();
Table apoptosis_table();
Table necrosis_table();
/// @param from_files  a file may stand in place of a shape
Table placement_table(bool from_files);
Table cell_variable_table();
Table cell_mechanics_table();
Table affinity_table();
Table motility_table();
Table attack_table();
Table damage_table();
Table attachment_table();
Table phagocytosis_table();
Table fusion_table();
Table transformation_table();
Table asymmetric_division_table();

/// Reports sources that leave the domain, cover no voxel or do nothing.
void check_sources(const SubstanceDraft& substance, const std::optional<Grid>& grid,
                   Checks& checks);

/// Reports regions that leave the domain.
void check_fixed(const SubstanceDraft& substance, const std::optional<Grid>& grid, Checks& checks);

// What each table of a cell type says about other parts of the scenario, and its place in the type.
// `label` begins messages: "cell_type "tumour": ".
void check_cell_variables(const ScenarioDraft& draft, CellTypeDraft& type, const std::string& label,
                          Checks& checks);
/// Reports bounds and medians that nothing can be drawn from.
void check_draw(const CellVariableDraft& draw, const std::string& label, Checks& checks);
VariableDistribution distribution_of(const CellVariableDraft& draw);
void fill_cell_variables(const ScenarioDraft& draft, const CellTypeDraft& type, CellType& out);
void check_affinities(const ScenarioDraft& draft, const CellTypeDraft& type,
                      const std::string& label, Checks& checks);
void fill_affinities(const ScenarioDraft& draft, const CellTypeDraft& type, CellType& out);
void check_motility(const ScenarioDraft& draft, const CellTypeDraft& type, const std::string& label,
                    Checks& checks);
void fill_motility(const ScenarioDraft& draft, const CellTypeDraft& type, CellType& out);
void check_attack(const ScenarioDraft& draft, const CellTypeDraft& type, const std::string& label,
                  Checks& checks);
void fill_attack(const ScenarioDraft& draft, const CellTypeDraft& type, CellType& out);
void check_attachment(const ScenarioDraft& draft, const CellTypeDraft& type,
                      const std::string& label, Checks& checks);
void check_merging(const ScenarioDraft& draft, const CellTypeDraft& type, const std::string& label,
                   Checks& checks);
void fill_merging(const ScenarioDraft& draft, const CellTypeDraft& type, CellType& out);
void check_new_types(const ScenarioDraft& draft, const CellTypeDraft& type,
                     const std::string& label, Checks& checks);
void fill_new_types(const ScenarioDraft& draft, const CellTypeDraft& type, CellType& out);

/// Reports an unknown type and shapes that leave the domain.
void check_placement(const ScenarioDraft& draft, const Draft<Placement>& placement,
                     const std::string& label, Checks& checks);

/// Builds cell_type.cycle from the published model and the changes to it; completes the draft.
/// @param has_rules  rules may set exit rates
void check_cycle(CellTypeDraft& type, bool has_rules, Checks& checks);

}  // namespace cytotwin
