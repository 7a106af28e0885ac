#include <fmt/format.h>

#include <cmath>

#include "twin/scenario/references.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = TreatmentDraft;
using Kind = Treatment::Kind;

bool is_dose(const void* object) { return TableBuilder<T>::of(object).kind == Kind::dose; }
bool is_infusion(const void* object) { return !is_dose(object); }

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<T> table("What happens to the tissue at given times.");
  table.units_from("substance", [](const T& treatment, const UnitOf& unit_of) {
    return unit_of(treatment.substance);
  });
  table.choice<Kind T::*, Kind>(
      "kind", &T::kind, {{"infusion", Kind::infusion}, {"dose", Kind::dose}},
      {.doc = "Cells, or a substance added everywhere.", .required = true});
  table.quantity("start", &T::start, Measure::time,
                 {.doc = "Time of the first, on the axis of time.start.",
                  .required = true,
                  .example = "\"14 d\""});
  table.quantity("interval", &T::interval, Measure::time,
                 {.doc = "Between repetitions.", .range = more_than(0), .aliases = {"period"}});
  table.integer("count", &T::count,
                {.doc = "How often in all.", .range = between(1, 1e6), .aliases = {"repeats"}});
  table.text("substance", &T::substance,
             {.doc = "Of the dose.",
              .required = true,
              .example = "\"dexamethasone\"",
              .when = is_dose,
              .when_words = "kind = \"dose\""});
  table.quantity("concentration", &T::concentration, Measure::concentration,
                 {.doc = "Added to every voxel at once.",
                  .required = true,
                  .range = at_least(0),
                  .when = is_dose,
                  .when_words = "kind = \"dose\""});
  table.table("cells", &T::infused, placement_table(false),
              {.doc = "Cells of an infusion, placed as in [[placement]].",
               .when = is_infusion,
               .when_words = "kind = \"infusion\""});
  root.tables("treatment", &ScenarioDraft::treatments, table.build(),
              {.aliases = {"treatments", "event"}});
}

void check_times(const ScenarioDraft& draft, const T& treatment, const std::string& label,
                 Checks& checks) {
  if (!checks.good(treatment, {"start", "interval", "count"})) return;
  if (!checks.good(draft.time, {"start", "end"})) return;
  const double last = treatment.start + (treatment.count - 1) * treatment.interval;
  if (treatment.start < draft.time.start || last >= draft.time.end)
    checks.warning(treatment, "start",
                   fmt::format("{}some of it lies outside the simulated time, {} to {} min", label,
                               number_text(draft.time.start), number_text(draft.time.end)),
                   "what lies outside does not happen");
}

void check_dose(const ScenarioDraft& draft, const T& treatment, const std::string& label,
                Checks& checks) {
  if (!known_substance(draft, treatment, "substance", treatment.substance, label, checks)) return;
  const SubstanceDraft& substance =
      draft.substances[index_of_name(draft.substances, treatment.substance)];
  if (!checks.good(substance, {"method"}) || substance.method == FieldMethod::transient) return;
  checks.problem(treatment, "substance",
                 fmt::format("{}\"{}\" is quasi-steady: an equilibrium forgets a dose at once",
                             label, treatment.substance),
                 "write method = \"transient\" for that substance");
}

void check(ScenarioDraft& draft, Checks& checks) {
  for (std::size_t i = 0; i < draft.treatments.size(); ++i) {
    const T& treatment = draft.treatments[i];
    const std::string label = fmt::format("treatment {}: ", i + 1);
    check_times(draft, treatment, label, checks);
    if (!checks.good(treatment, {"kind"})) continue;
    if (is_dose(&treatment))
      check_dose(draft, treatment, label, checks);
    else if (treatment.infused)
      check_placement(draft, *treatment.infused, label, checks);
    else if (checks.good(treatment, {"cells"}))
      checks.problem(treatment, "kind", label + "an infusion without cells",
                     "add [treatment.cells] with a cell_type and a shape");
  }
}

void fill(const ScenarioDraft& draft, Scenario& scenario) {
  for (const T& treatment : draft.treatments) {
    Treatment& out = scenario.treatments.emplace_back(treatment);
    if (treatment.infused) out.cells = *treatment.infused;
  }
}

}  // namespace

Section treatment_section() { return {declare, check, fill}; }

}  // namespace cytotwin
