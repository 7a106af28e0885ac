#include <fmt/format.h>

#include <algorithm>

#include "core/toml/suggest.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using A = Draft<AssimilationSection>;
using Method = AssimilationSection::Method;
using State = AssimilationSection::State;

constexpr const char* inversions = "method = \"es-mda\", \"eki\", \"teki\", \"etki\" and \"uki\"";
constexpr const char* filters = "method = \"enkf\", \"etkf\", \"denkf\" and \"esrf\"";
constexpr const char* resynthesis = "state = \"resynthesised\"";

bool carries(const void* object) { return is_filter(TableBuilder<A>::of(object).method); }
bool inverts(const void* object) { return !carries(object); }
bool resynthesises(const void* object) {
  return carries(object) && TableBuilder<A>::of(object).state == State::resynthesised;
}

void declare_inversion(TableBuilder<A>& table) {
  using Failed = AssimilationSection::Failed;
  table.integer("iterations", &A::iterations,
                {.doc = "Times that all members are run before the posterior ones; of es-mda all, "
                        "of the others at most.",
                 .range = between(1, 100),
                 .when = inverts,
                 .when_words = inversions});
  table.truth("localised", &A::localised,
              {.doc = "Leave out pairs of a parameter and an observation whose correlation over "
                      "the members is within noise.",
               .when = inverts,
               .when_words = inversions});
  table.choice<Failed A::*, Failed>(
      "failed", &A::failed, {{"redraw", Failed::redraw}, {"impute", Failed::impute}},
      {.doc = "Members that failed are drawn anew from those that did not, or missing outputs "
              "are filled in where they are few.",
       .when = inverts,
       .when_words = inversions});
  table.integer("replicates", &A::replicates,
                {.doc = "Simulations at the prior's medians with seeds of their own, whose spread "
                        "is added to the error of the observations; 0: none.",
                 .range = between(0, 1e5),
                 .when = inverts,
                 .when_words = inversions});
  table.number("least_response", &A::least_response,
               {.doc = "Directions of the parameters whose singular value in the ensemble's "
                       "sensitivity is below it keep their prior.",
                .range = between(0, 1),
                .when = inverts,
                .when_words = inversions});
}

void declare_filter(TableBuilder<A>& table) {
  table.choice<State A::*, State>(
      "state", &A::state, {{"kept", State::kept}, {"resynthesised", State::resynthesised}},
      {.doc = "What an analysis does to a member's tissue: nothing (only parameters move), or its "
              "cells are cloned and culled and its fields rescaled to the analysed counts and "
              "concentrations.",
       .when = carries,
       .when_words = filters});
  table.choices("cells", &A::cells, {},
                {.doc = "Cell types whose numbers of live cells are analysed.",
                 .example = "[\"tumour\"]",
                 .when = resynthesises,
                 .when_words = resynthesis});
  table.choices("substances", &A::substances, {},
                {.doc = "Transient substances whose mean concentrations are analysed.",
                 .example = "[\"drug\"]",
                 .when = resynthesises,
                 .when_words = resynthesis});
  table.number("inflation", &A::inflation,
               {.doc = "What the deviations of analysed counts and concentrations from their mean "
                       "are multiplied by; parameters are not inflated.",
                .range = between(1, 2),
                .when = resynthesises,
                .when_words = resynthesis});
  table.number("relaxation", &A::relaxation,
               {.doc = "Share of the spread that they lost in an analysis which is given back.",
                .range = between(0, 1),
                .when = resynthesises,
                .when_words = resynthesis});
  table.quantity(
      "radius", &A::radius, Measure::length,
      {.doc = "Distance from a voxel beyond which a value of an image says nothing of it.",
       .range = more_than(0),
       .example = "\"150 um\"",
       .when = carries,
       .when_words = filters});
}

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<A> table("How parameters are fitted to the comparisons that are calibrated.");
  table.choice<Method A::*, Method>(
      "method", &A::method,
      {{"es-mda", Method::es_mda},
       {"eki", Method::eki},
       {"teki", Method::teki},
       {"etki", Method::etki},
       {"uki", Method::uki},
       {"enkf", Method::enkf},
       {"etkf", Method::etkf},
       {"denkf", Method::denkf},
       {"esrf", Method::esrf}},
      {.doc = "Members run from the start: ensemble smoother with multiple data assimilation, or "
              "ensemble Kalman inversion (stochastic, regularised, by transform, unscented). Or "
              "tissues carried forward: ensemble Kalman filter (stochastic, by transform, "
              "deterministic, serial square root)."});
  declare_inversion(table);
  declare_filter(table);
  root.table("assimilation", &ScenarioDraft::assimilation, table.build());
}

void check_replicates(const A& assimilation, Checks& checks) {
  if (checks.good(assimilation, {"replicates"}) && assimilation.replicates == 1)
    checks.problem(assimilation, "replicates", "assimilation.replicates = 1 has no spread",
                   "write 20 or more, or 0");
}

void check_cells(const ScenarioDraft& draft, Checks& checks) {
  std::vector<std::string> types;
  for (const CellTypeDraft& type : draft.cell_types) types.push_back(type.name);
  for (const std::string& name : draft.assimilation.cells) {
    if (std::find(types.begin(), types.end(), name) == types.end())
      checks.problem(draft.assimilation, "cells",
                     fmt::format("assimilation.cells: no cell type \"{}\"", name),
                     suggestion(name, types, "cell types"));
  }
}

void check_substances(const ScenarioDraft& draft, Checks& checks) {
  std::vector<std::string> transient;
  for (const SubstanceDraft& substance : draft.substances) {
    if (substance.method == FieldMethod::transient) transient.push_back(substance.name);
  }
  for (const std::string& name : draft.assimilation.substances) {
    if (std::find(transient.begin(), transient.end(), name) != transient.end()) continue;
    const bool there = std::any_of(draft.substances.begin(), draft.substances.end(),
                                   [&](const SubstanceDraft& s) { return s.name == name; });
    checks.problem(
        draft.assimilation, "substances",
        there ? fmt::format("assimilation.substances: \"{}\" is quasi-steady", name)
              : fmt::format("assimilation.substances: no substance \"{}\"", name),
        there ? "an equilibrium forgets what is put into it; name a transient substance, or write "
                "method = \"transient\" in this one"
              : suggestion(name, transient, "transient substances"));
  }
}

void check_walks(const ScenarioDraft& draft, Checks& checks) {
  for (const Draft<PriorSection>& prior : draft.priors) {
    if (prior.random_walk > 0 && !is_filter(draft.assimilation.method))
      checks.problem(prior, "random_walk",
                     fmt::format("prior \"{}\": a random walk has no meaning here", prior.name),
                     fmt::format("it belongs to assimilation.{}", filters));
  }
}

void check_images(const ScenarioDraft& draft, Checks& checks) {
  const A& assimilation = draft.assimilation;
  if (draft.images.empty()) return;
  if (!is_filter(assimilation.method))
    return checks.problem(assimilation, "method", "images are for filters",
                          fmt::format("write {}", filters));
  if (!assimilation.radius)
    checks.problem(assimilation, "radius", "assimilation.radius is missing",
                   "write how far a value of an image says something, radius = \"150 um\"");
  if (!draft.conditions.empty())
    checks.problem(draft.images.front(), "substance", "image 1: whose condition is it of?",
                   "a scenario with images has no [[condition]]");
  for (const Draft<ImageSection>& image : draft.images) {
    const auto& whole = assimilation.substances;
    if (std::find(whole.begin(), whole.end(), image.substance) != whole.end())
      checks.problem(assimilation, "substances",
                     fmt::format("assimilation.substances: \"{}\" has images", image.substance),
                     "leave it out here: they say more than a mean");
  }
}

void check(ScenarioDraft& draft, Checks& checks) {
  A& assimilation = draft.assimilation;
  check_replicates(assimilation, checks);
  if (!checks.good(assimilation, {"method"})) return;
  check_walks(draft, checks);
  if (checks.good(assimilation, {"radius", "substances"})) check_images(draft, checks);
  if (!is_filter(assimilation.method)) return;
  if (draft.model)
    return checks.problem(assimilation, "method",
                          "filters carry tissues forward, and this is a network on its own",
                          fmt::format("write {}", inversions));
  if (!checks.good(assimilation, {"state", "cells", "substances"})) return;
  check_cells(draft, checks);
  check_substances(draft, checks);
  if (assimilation.state == State::resynthesised && assimilation.cells.empty() &&
      assimilation.substances.empty())
    checks.problem(assimilation, "state", "assimilation.state = \"resynthesised\" of nothing",
                   "name cell types in cells or substances in substances");
}

}  // namespace

Section assimilation_section() {
  return {declare, check, [](const ScenarioDraft& draft, Scenario& scenario) {
            scenario.assimilation = draft.assimilation;
          }};
}

}  // namespace cytotwin
