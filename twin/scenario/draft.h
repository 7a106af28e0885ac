#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kinetics/model.h"
#include "twin/scenario/scenario.h"
#include "twin/scenario/table_builder.h"

namespace cytotwin {

// A scenario as it is written: the tables of the file one to one, in internal units. Checks
// complete it in place (defaults that depend on other values); then it fills a Scenario and is
// written back as the resolved one.

template <class T>
struct Draft : T, Located {};

struct DomainDraft : Located {
  Vec3 size;  ///< [um]
  std::optional<Vec3> centre, origin;
  Vec3 voxel = {20, 20, 20};
  std::optional<Grid> grid;  ///< once checked
};

struct BoundaryDraft : Located {
  std::optional<FaceCondition> all;
  std::array<std::optional<FaceCondition>, 6> faces;
};

struct SubstanceDraft : Substance, Located {
  BoundaryDraft boundary;
  std::vector<Draft<FixedRegion>> fixed;
  std::vector<Draft<SubstanceSource>> sources;
};

struct BranchDraft : Located {
  std::string next;
  double share = 0;
};

/// A change to a phase of a published cycle, or a phase of the user's own.
struct PhaseDraft : Located {
  std::string name;
  std::optional<double> exit_rate, duration, early_exit;
  std::optional<std::string> next;
  std::vector<BranchDraft> branches;
  std::optional<bool> divides, dies, doubles_volume, oxygen_limited, pressure_limited, present_pace,
      cycling;
};

struct CycleDraft : Located {
  std::string model = "live";
  std::string rate_variable;
  std::vector<PhaseDraft> phases;
};

struct ExchangeDraft : CellExchangeRates, Located {
  std::string substance;
};

/// What a type has for another type, or does to it.
struct TowardsTypeDraft : Located {
  std::string cell_type;
  double value = 1;
};

struct CellVariableDraft : VariableDistribution, Located {
  std::string name;
  std::optional<double> least, most;
};

struct ChemotaxisDraft : Located {
  std::string substance;
  double sensitivity = 1;
};

struct MotilityDraft : Motility, Located {
  std::vector<ChemotaxisDraft> gradients;
};

struct AttackDraft : AttackModel, Located {
  std::vector<TowardsTypeDraft> targets;
  std::optional<Draft<Recognition>> recognised;
};

struct PhagocytosisDraft : Located {
  double apoptotic = 0, necrotic = 0, other_dead = 0;  ///< [1/min]
  std::vector<TowardsTypeDraft> targets;
};

struct CellTypeDraft : CellType, Located {
  CycleDraft graph;
  std::vector<CellVariableDraft> variable_draws;
  std::vector<TowardsTypeDraft> affinities;
  std::optional<MotilityDraft> motion;
  std::optional<AttackDraft> attack;
  std::optional<PhagocytosisDraft> phagocytosis;
  std::vector<TowardsTypeDraft> fusions, transformations, asymmetric_divisions;
  std::optional<Draft<OxygenResponse>> oxygen_response;
  std::vector<ExchangeDraft> exchanges;
};

struct TreatmentDraft : Treatment, Located {
  std::optional<Draft<Placement>> infused;
};

/// A rule in words; `rule` once they are understood.
struct RuleDraft : Located {
  std::string name, cell_type, signal, behaviour, saturation, half_maximum;
  bool increases = true;
  double hill_power = 4;
  bool applies_to_dead = false;
  std::optional<Rule> rule;
};

struct KineticsInputDraft : Located {
  std::string quantity, signal, formula;
  double factor = 1;
  std::map<std::string, std::string> signals;  ///< names in the formula -> words of the grammar
};

struct KineticsJumpDraft : Located {
  std::string quantity, signal;
  double factor = 1;
};

struct KineticsOutputDraft : Located {
  std::string quantity, variable, behaviour, scale;
};

struct KineticsVariedDraft : CellVariableDraft {};

struct KineticsDraft : Located {
  std::string name, network, cell_type;
  std::string solver = "ladder";
  double relative_tolerance = 1e-5;
  std::optional<double> absolute_tolerance, time_unit;
  bool ramps = false, starts_at_rest = false;
  std::map<std::string, double> parameters, initial;
  std::vector<KineticsVariedDraft> varied;
  std::vector<KineticsInputDraft> inputs;
  std::vector<KineticsJumpDraft> jumps;
  std::vector<KineticsOutputDraft> outputs;
  // once checked
  std::shared_ptr<const Model> model;
  std::shared_ptr<const Network> compiled;
  KineticsSection coupling;
};

struct ComparisonDraft : Comparison, Located {
  std::optional<Draft<InterpolatedBaseline>> between;
};

struct ModelDraft : ModelSection, Located {
  std::optional<double> written_time_unit;
};

struct RetinaDraft : RetinaSection, Located {
  Draft<RetinaVessels> written_vessels;
  Draft<MaculaPatch> macula;
  Draft<LadderStrip> strip;
  Draft<BorderBlood> blood;
  Draft<RetinaLoss> written_loss;
  Draft<RetinaGlucose> written_glucose;
  Draft<RetinaVegf> written_vegf;
  std::optional<Draft<RetinaEye>> written_eye;
  std::vector<Draft<RetinaHbA1c>> written_hba1c;
};

struct RulesFileDraft : Located {
  std::string file;
};

struct ScenarioDraft : Located {
  int schema = scenario_schema;
  Draft<TwinSection> twin;
  Draft<TimeSection> time;
  Draft<MechanicsSection> mechanics;
  DomainDraft domain;
  std::vector<SubstanceDraft> substances;
  std::vector<Draft<Variable>> variables;
  std::vector<CellTypeDraft> cell_types;
  std::vector<KineticsDraft> kinetics;
  std::vector<Variable> shown;  ///< variables that networks' outputs make, behind `variables`
  std::vector<std::vector<Drive>> drives;
  std::vector<RuleDraft> rules;
  std::optional<RulesFileDraft> rules_file;
  std::vector<Draft<Placement>> placements;
  std::vector<TreatmentDraft> treatments;
  std::vector<ComparisonDraft> comparisons;
  Draft<OutputSection> output;
  std::optional<RetinaDraft> retina;
  std::vector<Draft<RetinaLaser>> lasers;
  std::optional<ModelDraft> model;
  std::vector<Draft<Dose>> doses;
  std::vector<Draft<PriorSection>> priors;
  std::vector<Draft<CorrelationSection>> correlations;
  std::vector<Draft<ImageSection>> images;
  std::vector<Draft<Condition>> conditions;
  Draft<PatientSection> patient;
  Draft<EnsembleSection> ensemble;
  Draft<AssimilationSection> assimilation;
};

}  // namespace cytotwin
