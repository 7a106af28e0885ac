#include <fmt/format.h>

#include <algorithm>

#include "twin/scenario/references.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = CellTypeDraft;

Table oxygen_table() {
  using O = Draft<OxygenResponse>;
  TableBuilder<O> table(
      "Cycle entry and necrosis depend on oxygen; without this table they do not.");
  table.units_from("substance", [](const O& oxygen, const UnitOf& unit_of) {
    return unit_of(oxygen.substance);
  });
  table.text("substance", &O::substance, {.doc = "Which substance counts as oxygen."});
  table.quantity("cycle_threshold", &O::cycle_threshold, Measure::concentration,
                 {.doc = "No entry at or below.", .range = at_least(0)});
  table.quantity("cycle_saturation", &O::cycle_saturation, Measure::concentration,
                 {.doc = "Full rate at or above.", .range = at_least(0)});
  table.quantity("necrosis_threshold", &O::necrosis_threshold, Measure::concentration,
                 {.doc = "No necrosis above.", .range = at_least(0)});
  table.quantity("necrosis_full", &O::necrosis_full, Measure::concentration,
                 {.doc = "Full necrosis rate at or below.", .range = at_least(0)});
  table.quantity("necrosis_rate", &O::necrosis_rate, Measure::rate,
                 {.doc = "Largest rate of necrosis.", .range = at_least(0)});
  table.truth("necrosis_at_once", &O::necrosis_at_once,
              {.doc = "Cells die as soon as oxygen is below necrosis_threshold."});
  return table.build();
}

Table pressure_table() {
  using P = PressureResponse;
  TableBuilder<P> table(
      "Contact inhibition: cycle entry x 1 / (1 + (pressure / half_maximum)^power).");
  table.number("half_maximum", &P::half_maximum,
               {.doc = "Pressure at half the rate; 1 = close packing.", .range = more_than(0)});
  table.number("power", &P::power, {.doc = "Hill power.", .range = {0, 100, true}});
  return table.build();
}

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<T> table("Everything that cells of one type share.");
  table.named_by("name");
  table.text("name", &T::name,
             {.doc = "How other sections call it.", .required = true, .example = "\"tumour\""});
  table.table("cycle", &T::graph, cycle_table(), {.aliases = {"cycle_model"}}).shorthand = "model";
  table.table("volume", &T::volume, volume_table());
  table.number("dead_uptake_factor", [](auto& type) -> auto& { return type.death.uptake_factor; },
               {.doc = "Uptake of a dead cell relative to a live one.", .range = at_least(0)});
  table.number("dead_secretion_factor",
               [](auto& type) -> auto& { return type.death.secretion_factor; },
               {.doc = "Secretion of a dead cell relative to a live one.", .range = at_least(0)});
  table.number("released_fraction",
               [](auto& type) -> auto& { return type.death.released_fraction; },
               {.doc = "Share of taken-up substance given back when the cell is removed.",
                .range = between(0, 1)});
  table.table(
      "apoptosis", [](auto& type) -> auto& { return type.death.apoptosis; }, apoptosis_table());
  table.table(
      "necrosis", [](auto& type) -> auto& { return type.death.necrosis; }, necrosis_table());
  table.table("mechanics", &T::mechanics, cell_mechanics_table());
  table.table("oxygen", &T::oxygen_response, oxygen_table());
  table.table("pressure", &T::pressure, pressure_table());
  table.tables("variable", &T::variable_draws, cell_variable_table(),
               {.aliases = {"variables", "custom_data"}});
  table.tables("affinity", &T::affinities, affinity_table(),
               {.aliases = {"affinities", "cell_adhesion_affinities"}});
  table.table("motility", &T::motion, motility_table());
  table.table("attack", &T::attack, attack_table());
  table.table(
      "damage", [](auto& type) -> auto& { return type.contact.damage; }, damage_table());
  table.table(
      "attachment", [](auto& type) -> auto& { return type.contact.attachment; },
      attachment_table());
  table.table("phagocytosis", &T::phagocytosis, phagocytosis_table());
  table.tables("fusion", &T::fusions, fusion_table(), {.aliases = {"fusions", "fusion_rates"}});
  table.tables("transformation", &T::transformations, transformation_table(),
               {.aliases = {"transformations", "transformation_rates"}});
  table.tables("asymmetric_division", &T::asymmetric_divisions, asymmetric_division_table(),
               {.aliases = {"asymmetric_divisions"}});
  table.tables("exchange", &T::exchanges, exchange_table(), {.aliases = {"secretion", "uptake"}});
  root.tables("cell_type", &ScenarioDraft::cell_types, table.build(),
              {.aliases = {"cell_types", "cell_definition", "cell"}});
}

/// low < high, both of the oxygen table.
void check_order(const Draft<OxygenResponse>& oxygen, const std::string& type,
                 std::string_view low_key, double low, std::string_view high_key, double high,
                 Checks& checks) {
  if (!checks.good(oxygen, {"substance", low_key, high_key}) || low < high) return;
  const std::string_view blamed = checks.written(oxygen, high_key) ? high_key : low_key;
  checks.problem(oxygen, blamed,
                 fmt::format("cell_type \"{}\": oxygen.{} = {} is not above {} = {}", type,
                             high_key, number_text(high), low_key, number_text(low)),
                 fmt::format("{} must be larger than {}", high_key, low_key));
}

// Whether rules may set how cells of a type go through their cycle; a file's are read later.
bool rules_may_move(const ScenarioDraft& draft, const std::string& cell_type) {
  return draft.rules_file.has_value() ||
         std::any_of(draft.rules.begin(), draft.rules.end(), [&](const RuleDraft& rule) {
           return rule.cell_type == cell_type && rule.behaviour.find("cycle") != std::string::npos;
         });
}

void check_type(ScenarioDraft& draft, CellTypeDraft& type, Checks& checks) {
  const std::string label = fmt::format("cell_type \"{}\": ", type.name);
  check_cycle(type, rules_may_move(draft, type.name), checks);
  if (checks.good(type, {"volume.total", "volume.nuclear"}) &&
      type.volume.nuclear >= type.volume.total)
    checks.problem(
        type, checks.written(type, "volume.nuclear") ? "volume.nuclear" : "volume.total",
        fmt::format("{}volume.nuclear = {} um^3 is not below volume.total = {} um^3", label,
                    number_text(type.volume.nuclear), number_text(type.volume.total)),
        "the nucleus is a part of the cell");
  if (type.oxygen_response) {
    const auto& oxygen = *type.oxygen_response;
    known_substance(draft, oxygen, "substance", oxygen.substance, label + "oxygen: ", checks);
    check_order(oxygen, type.name, "cycle_threshold", oxygen.cycle_threshold, "cycle_saturation",
                oxygen.cycle_saturation, checks);
    check_order(oxygen, type.name, "necrosis_full", oxygen.necrosis_full, "necrosis_threshold",
                oxygen.necrosis_threshold, checks);
  }
  for (const ExchangeDraft& exchange : type.exchanges)
    known_substance(draft, exchange, "substance", exchange.substance, label + "exchange: ", checks);
  check_unique_names<ExchangeDraft>(type.exchanges, "substance", label + "exchange of",
                                    &ExchangeDraft::substance, checks);
  check_cell_variables(draft, type, label, checks);
  check_affinities(draft, type, label, checks);
  check_motility(draft, type, label, checks);
  check_attack(draft, type, label, checks);
  check_attachment(draft, type, label, checks);
  check_merging(draft, type, label, checks);
  check_new_types(draft, type, label, checks);
}

/// A cell's exchange goes to the voxel of its centre, which should not be much smaller.
void warn_of_small_voxels(const ScenarioDraft& draft, const CellTypeDraft& type, Checks& checks) {
  if (!draft.domain.grid || !checks.good(type, {"volume.total"})) return;
  const Vec3 voxel = draft.domain.grid->spacing;
  const double edge = std::min({voxel.x, voxel.y, voxel.z});
  const double diameter = 2 * std::cbrt(3 * type.volume.total / (4 * 3.14159265358979323846));
  if (diameter > 1.5 * edge)
    checks.warning(draft.domain, "voxel",
                   fmt::format("voxels of {} um are much smaller than cells of type \"{}\" ({:.3g} "
                               "um across)",
                               number_text(edge), type.name, diameter),
                   "what a cell takes and gives goes to the voxel of its centre alone");
}

/// Explicit steps: a pair that closes by more than its overlap in one step overshoots.
void check_stability(const ScenarioDraft& draft, const CellTypeDraft& type, Checks& checks) {
  if (!checks.good(draft.time, {"mechanics"}) || !checks.good(type, {"mechanics.stiffness"}))
    return;
  if (draft.mechanics.law != ForceLaw::linear_spring) return;
  const double reach = 2 * type.mechanics.stiffness * draft.time.mechanics;
  if (reach < 1) return;
  checks.problem(
      type, "mechanics.stiffness",
      fmt::format("cell_type \"{}\": mechanics.stiffness = {} 1/min is unstable with steps of {} "
                  "min",
                  type.name, number_text(type.mechanics.stiffness),
                  number_text(draft.time.mechanics)),
      fmt::format("2 x stiffness x time.mechanics must be below 1: write a step below \"{} min\"",
                  number_text(1 / (2 * type.mechanics.stiffness))));
}

void check(ScenarioDraft& draft, Checks& checks) {
  check_unique_names<CellTypeDraft>(draft.cell_types, "name", "cell_type", &CellTypeDraft::name,
                                    checks);
  for (CellTypeDraft& type : draft.cell_types) {
    check_type(draft, type, checks);
    check_stability(draft, type, checks);
    warn_of_small_voxels(draft, type, checks);
  }
}

void fill(const ScenarioDraft& draft, Scenario& scenario) {
  for (const CellTypeDraft& type : draft.cell_types) {
    CellType& out = scenario.cell_types.emplace_back(type);
    if (type.oxygen_response) out.oxygen = *type.oxygen_response;
    fill_cell_variables(draft, type, out);
    fill_affinities(draft, type, out);
    fill_motility(draft, type, out);
    fill_attack(draft, type, out);
    fill_merging(draft, type, out);
    fill_new_types(draft, type, out);
    out.exchange.resize(draft.substances.size());
    for (const ExchangeDraft& exchange : type.exchanges) {
      for (std::size_t s = 0; s < draft.substances.size(); ++s) {
        if (draft.substances[s].name == exchange.substance) out.exchange[s] = exchange;
      }
    }
  }
}

}  // namespace

Section cell_type_section() { return {declare, check, fill}; }

}  // namespace cytotwin
