#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using E = Draft<EnsembleSection>;

void declare_ensemble(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<E> table("Many simulations with parameters from the priors.");
  table.integer("members", &E::members,
                {.doc = "How many.", .range = between(2, 1e6), .aliases = {"size"}});
  table.choice<Design E::*, Design>(
      "design", &E::design,
      {{"sobol", Design::sobol}, {"lhs", Design::latin_hypercube}, {"random", Design::random}},
      {.doc = "How their parameters spread over the priors: scrambled Sobol points, a Latin "
              "hypercube, independent draws."});
  table.number("allowed_failures", &E::allowed_failures,
               {.doc = "Share of the members that may fail.", .range = between(0, 1)});
  table.quantity(
      "time_limit", &E::time_limit, Measure::time,
      {.doc = "Wall time that one simulation may take; one that takes longer has failed.",
       .range = more_than(0),
       .example = "\"30 min\""});
  root.table("ensemble", &ScenarioDraft::ensemble, table.build());
}

}  // namespace

Section ensemble_section() {
  return {
      declare_ensemble, [](ScenarioDraft&, Checks&) {},
      [](const ScenarioDraft& draft, Scenario& scenario) { scenario.ensemble = draft.ensemble; }};
}

}  // namespace cytotwin
