#include <fmt/format.h>

#include <algorithm>

#include "core/toml/suggest.h"
#include "twin/scenario/sections.h"
#include "twin/scenario/ticks.h"

namespace cytotwin {

namespace {

using T = Draft<OutputSection>;

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<T> table("What a run writes; intervals are whole multiples of time.phenotype.");
  table.quantity("frames", &T::frames, Measure::time,
                 {.doc = "Between frames of cells and fields.",
                  .range = more_than(0),
                  .aliases = {"full_data", "interval"}});
  table.quantity("series", &T::series, Measure::time,
                 {.doc = "Between rows of the series.", .range = more_than(0)});
  table.quantity("checkpoints", &T::checkpoints, Measure::time,
                 {.doc = "Between checkpoints, from which a run resumes.", .range = more_than(0)});
  table.choices("pictures", &T::pictures, {},
                {.doc = "Colourings of the cells: type, phase, state, pressure, a substance or a "
                        "variable; of a patch of retina: status, flow, speed, oxygen, vegf ...; "
                        "[\"none\"] = no pictures.",
                 .example = "[\"type\", \"oxygen\"]"});
  table.truth("cut", &T::cut, {.doc = "Pictures show the tissue cut open."});
  table.truth("vtk", &T::vtk, {.doc = "Write frames for ParaView."});
  root.table("output", &ScenarioDraft::output, table.build(), {.aliases = {"save"}});
}

void check_pictures(ScenarioDraft& draft, Checks& checks) {
  T& output = draft.output;
  if (!checks.good(output, {"pictures"})) return;
  if (!checks.written(output, "pictures")) {
    if (draft.retina) output.pictures = {"status", "speed", "oxygen", "vegf"};
    return;
  }
  std::vector<std::string> names = {"type", "phase", "state", "pressure"};
  if (draft.retina)
    names = {"status",    "plexus",        "perfused", "flow", "speed",     "haematocrit",
             "pericytes", "microaneurysm", "oxygen",   "vegf", "perfusion", "burned"};
  for (const SubstanceDraft& substance : draft.substances) {
    if (!checks.good(substance, {"name"})) return;
    names.push_back(substance.name);
  }
  for (const Draft<Variable>& variable : draft.variables) {
    if (!checks.good(variable, {"name"})) return;
    names.push_back(variable.name);
  }
  for (const Variable& variable : draft.shown) names.push_back(variable.name);
  if (!checks.good(draft, {"substance", "variable"})) return;
  if (output.pictures == std::vector<std::string>{"none"}) return;
  for (const std::string& picture : output.pictures) {
    if (std::find(names.begin(), names.end(), picture) == names.end())
      checks.problem(output, "pictures",
                     fmt::format("output.pictures: \"{}\" is not known", picture),
                     suggestion(picture, names, "colourings"));
  }
}

void check(ScenarioDraft& draft, Checks& checks) {
  T& output = draft.output;
  const Span phenotype{draft.time, "phenotype", "time.phenotype", &draft.time.phenotype};
  const bool has_step = checks.good(draft.time, {"phenotype"});
  for (const Span& span :
       {Span{output, "frames", "output.frames", &output.frames},
        Span{output, "series", "output.series", &output.series},
        Span{output, "checkpoints", "output.checkpoints", &output.checkpoints}}) {
    if (whole_ticks(span, checks) && has_step) check_multiple(span, phenotype, checks);
  }
  check_pictures(draft, checks);
}

void fill(const ScenarioDraft& draft, Scenario& scenario) {
  scenario.output = draft.output;
  if (draft.output.pictures == std::vector<std::string>{"none"}) scenario.output.pictures.clear();
}

}  // namespace

Section output_section() { return {declare, check, fill}; }

}  // namespace cytotwin
