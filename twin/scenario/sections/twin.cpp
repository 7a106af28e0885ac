#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = Draft<TwinSection>;

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<T> table("What the scenario is.");
  table.choice<std::string T::*, std::string>(
      "kind", &T::kind, {{"immunotherapy", "immunotherapy"}, {"retinopathy", "retinopathy"}},
      {.doc = "Which twin runs."});
  table.text("name", &T::name, {.doc = "A short title for reports.", .example = "\"spheroid\""});
  table.text("description", &T::description, {.doc = "What is simulated, and from where it is."});
  table.integer("seed", &T::seed,
                {.doc = "Start of all random numbers: the same seed gives the same bytes.",
                 .range = at_least(0),
                 .aliases = {"random_seed"}});
  root.table("twin", &ScenarioDraft::twin, table.build());
}

void check(ScenarioDraft&, Checks&) {}

void fill(const ScenarioDraft& draft, Scenario& scenario) { scenario.twin = draft.twin; }

}  // namespace

Section twin_section() { return {declare, check, fill}; }

}  // namespace cytotwin
