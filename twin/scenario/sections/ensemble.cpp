#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using E = Draft<EnsembleSection>;
using A = Draft<AssimilationSection>;

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

void declare_assimilation(TableBuilder<ScenarioDraft>& root) {
  using Method = AssimilationSection::Method;
  using Failed = AssimilationSection::Failed;
  TableBuilder<A> table("How parameters are fitted to the comparisons that are calibrated.");
  table.choice<Method A::*, Method>(
      "method", &A::method,
      {{"es-mda", Method::es_mda},
       {"eki", Method::eki},
       {"teki", Method::teki},
       {"etki", Method::etki},
       {"uki", Method::uki}},
      {.doc = "Ensemble smoother with multiple data assimilation, or ensemble Kalman inversion: "
              "stochastic, regularised, by transform, unscented."});
  table.integer("iterations", &A::iterations,
                {.doc = "Times that all members are run before the posterior ones; of es-mda all, "
                        "of the others at most.",
                 .range = between(1, 100)});
  table.truth("localised", &A::localised,
              {.doc = "Leave out pairs of a parameter and an observation whose correlation over "
                      "the members is within noise."});
  table.choice<Failed A::*, Failed>(
      "failed", &A::failed, {{"redraw", Failed::redraw}, {"impute", Failed::impute}},
      {.doc = "Members that failed are drawn anew from those that did not, or missing outputs "
              "are filled in where they are few."});
  table.integer("replicates", &A::replicates,
                {.doc = "Simulations at the prior's medians with seeds of their own, whose spread "
                        "is added to the error of the observations; 0: none.",
                 .range = between(0, 1e5)});
  table.number("least_response", &A::least_response,
               {.doc = "Directions of the parameters whose singular value in the ensemble's "
                       "sensitivity is below it keep their prior.",
                .range = between(0, 1)});
  root.table("assimilation", &ScenarioDraft::assimilation, table.build());
}

void check_replicates(ScenarioDraft& draft, Checks& checks) {
  const A& assimilation = draft.assimilation;
  if (checks.good(assimilation, {"replicates"}) && assimilation.replicates == 1)
    checks.problem(assimilation, "replicates", "assimilation.replicates = 1 has no spread",
                   "write 20 or more, or 0");
}

}  // namespace

Section ensemble_section() {
  return {
      declare_ensemble, [](ScenarioDraft&, Checks&) {},
      [](const ScenarioDraft& draft, Scenario& scenario) { scenario.ensemble = draft.ensemble; }};
}

Section assimilation_section() {
  return {declare_assimilation, check_replicates,
          [](const ScenarioDraft& draft, Scenario& scenario) {
            scenario.assimilation = draft.assimilation;
          }};
}

}  // namespace cytotwin
