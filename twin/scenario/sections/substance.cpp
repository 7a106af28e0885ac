#include <fmt/format.h>

#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = SubstanceDraft;

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<T> table(
      "A diffusing substance: dc/dt = D lap(c) - k c + S (T - c) - U c + what cells do.");
  table.named_by("name").units_from(
      "unit", [](const T& substance, const UnitOf&) { return std::optional(substance.unit); });
  table.text("name", &T::name,
             {.doc = "How other sections call it.", .required = true, .example = "\"oxygen\""});
  table.custom(
      "unit", KeyType::text,
      {.doc = "Unit of its concentration, in which it is computed and written; \"1\" = none.",
       .example = "\"ng/mL\"",
       .aliases = {"units"}},
      [](const Key& key, const Node& node, void* object, ReadContext& context) {
        const auto unit = read_text(key, node, context);
        if (!unit) return;
        try {
          context.units().convertible(*unit, "1");
          TableBuilder<T>::of(object).unit = *unit;
        } catch (const UnitError& error) {
          context.bad_value(key, node, fmt::format("= {}", error.what()),
                            error.hint().empty() ? "write for example \"ng/mL\"" : error.hint());
        }
      },
      [](const Key& key, const void* object, const std::optional<std::string>& unit) {
        return value_text(key, TableBuilder<T>::of(object).unit, unit);
      });
  table.quantity("diffusivity", &T::diffusivity, Measure::area_per_time,
                 {.doc = "D, oxygen in tissue: 1e5 um^2/min.",
                  .required = true,
                  .range = at_least(0),
                  .aliases = {"diffusion_coefficient", "diffusion", "diffusion_rate", "D"}});
  table.quantity("decay", &T::decay, Measure::rate,
                 {.doc = "k, first order, everywhere; oxygen in tissue: 0.1 1/min.",
                  .required = true,
                  .range = at_least(0),
                  .aliases = {"decay_rate", "decay_constant"}});
  table.quantity("initial", &T::initial, Measure::concentration,
                 {.doc = "Concentration everywhere at the start.",
                  .range = at_least(0),
                  .aliases = {"initial_condition", "initial_concentration", "initial_value"}});
  table.quantity("bulk_secretion", &T::bulk_secretion, Measure::rate,
                 {.doc = "S, supply everywhere towards bulk_target.", .range = at_least(0)});
  table.quantity("bulk_target", &T::bulk_target, Measure::concentration,
                 {.doc = "T, where bulk_secretion stops.", .range = at_least(0)});
  table.quantity("bulk_uptake", &T::bulk_uptake, Measure::rate,
                 {.doc = "U, uptake everywhere.", .range = at_least(0)});
  table.choice<FieldMethod T::*, FieldMethod>(
      "method", &T::method,
      {{"transient", FieldMethod::transient}, {"quasi-steady", FieldMethod::quasi_steady}},
      {.doc = "Step by step, or always at equilibrium with its sources (for fast substances)."});
  table.table("boundary", &T::boundary, boundary_table(),
              {.aliases = {"boundaries", "Dirichlet_boundary_condition",
                           "dirichlet_boundary_condition", "boundary_condition"}});
  table.tables("fixed", &T::fixed, fixed_table(), {.aliases = {"fixed_region"}});
  table.tables("source", &T::sources, source_table(), {.aliases = {"sources", "vessel"}});
  root.tables("substance", &ScenarioDraft::substances, table.build(),
              {.aliases = {"substances", "substrate", "variable", "field"}});
}

/// "all" spread over the faces that are not given one by one, so that the written-back scenario
/// says what holds at each.
void settle_faces(SubstanceDraft& substance) {
  for (std::size_t i = 0; i < substance.faces.size(); ++i) {
    auto& face = substance.boundary.faces[i];
    if (!face) face = substance.boundary.all.value_or(FaceCondition{});
    substance.faces[i] = *face;
  }
  substance.boundary.all.reset();
}

void check_steadiness(const SubstanceDraft& substance, Checks& checks) {
  if (substance.method != FieldMethod::quasi_steady) return;
  if (!checks.good(substance, {"method", "decay", "bulk_uptake", "bulk_secretion", "boundary"}))
    return;
  bool held = !substance.fixed.empty() || !substance.sources.empty();
  for (const FaceCondition& face : substance.faces)
    held = held || face.kind == FaceCondition::Kind::fixed_value;
  if (held || substance.decay > 0 || substance.bulk_uptake > 0 || substance.bulk_secretion > 0)
    return;
  checks.problem(substance, "method",
                 fmt::format("substance \"{}\": without decay, uptake or a fixed value there is no "
                             "single steady state",
                             substance.name),
                 "write method = \"transient\", or give a decay or a boundary value");
}

void check(ScenarioDraft& draft, Checks& checks) {
  check_unique_names<SubstanceDraft>(draft.substances, "name", "substance", &SubstanceDraft::name,
                                     checks);
  for (SubstanceDraft& substance : draft.substances) {
    settle_faces(substance);
    check_steadiness(substance, checks);
    check_fixed(substance, draft.domain.grid, checks);
    check_sources(substance, draft.domain.grid, checks);
  }
}

void fill(const ScenarioDraft& draft, Scenario& scenario) {
  for (const SubstanceDraft& substance : draft.substances) {
    scenario.substances.push_back(substance);
    for (const auto& region : substance.fixed) {
      scenario.fixed.push_back(region);
      scenario.fixed.back().substance = substance.name;
    }
    for (const auto& source : substance.sources) {
      scenario.sources.push_back(source);
      scenario.sources.back().substance = substance.name;
    }
  }
}

}  // namespace

Section substance_section() { return {declare, check, fill}; }

}  // namespace cytotwin
