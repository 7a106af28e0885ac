#include <fmt/format.h>

#include "twin/scenario/sections.h"
#include "twin/scenario/ticks.h"

namespace cytotwin {

namespace {

using T = Draft<TimeSection>;

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<T> table("Span and steps; each a whole number of 0.001 min.");
  table.quantity("start", &T::start, Measure::time,
                 {.doc = "Label of the first moment, e.g. day 4 of a culture."});
  table.quantity("end", &T::end, Measure::time,
                 {.doc = "Label of the last moment; end - start is a whole multiple of phenotype.",
                  .required = true,
                  .range = more_than(0),
                  .example = "\"10 d\"",
                  .aliases = {"max_time", "duration", "final_time", "t_end", "until"}});
  table.quantity("field", &T::field, Measure::time,
                 {.doc = "Step of transient substances.",
                  .range = more_than(0),
                  .aliases = {"dt_diffusion", "diffusion", "dt_field"}});
  table.quantity("quasi_steady", &T::quasi_steady, Measure::time,
                 {.doc = "Between solutions of quasi-steady substances; a whole multiple of field.",
                  .range = more_than(0)});
  table.quantity("mechanics", &T::mechanics, Measure::time,
                 {.doc = "Step of cell movement; explicit, so longer ones are not stable.",
                  .range = {0, 2, true},
                  .aliases = {"dt_mechanics"}});
  table.quantity(
      "phenotype", &T::phenotype, Measure::time,
      {.doc = "Step of cycle, death and volume; a whole multiple of mechanics and field.",
       .range = more_than(0),
       .aliases = {"dt_phenotype"}});
  root.table("time", &ScenarioDraft::time, table.build(), {.required = true});
}

void check(ScenarioDraft& draft, Checks& checks) {
  T& time = draft.time;
  if (time.node == nullptr) return;
  const Span start{time, "start", "time.start", &time.start};
  const Span end{time, "end", "time.end", &time.end};
  const Span field{time, "field", "time.field", &time.field};
  const Span quasi_steady{time, "quasi_steady", "time.quasi_steady", &time.quasi_steady};
  const Span mechanics{time, "mechanics", "time.mechanics", &time.mechanics};
  const Span phenotype{time, "phenotype", "time.phenotype", &time.phenotype};
  const bool has_start = whole_ticks(start, checks), has_end = whole_ticks(end, checks);
  const bool has_field = whole_ticks(field, checks), has_quasi = whole_ticks(quasi_steady, checks);
  const bool has_mechanics = whole_ticks(mechanics, checks);
  const bool has_phenotype = whole_ticks(phenotype, checks);
  if (has_quasi && has_field) check_multiple(quasi_steady, field, checks);
  if (has_phenotype && has_mechanics) check_multiple(phenotype, mechanics, checks);
  if (has_phenotype && has_field) check_multiple(phenotype, field, checks);
  if (!has_start || !has_end) return;
  if (time.end <= time.start)
    return checks.problem(
        time, "end",
        fmt::format("{} is not after {}", checks.said(time, "end", "time.end", time.end, "min"),
                    checks.said(time, "start", "time.start", time.start, "min")),
        "time.end is the label of the last moment, not the length of the run");
  double length = time.end - time.start;
  const bool from_zero = time.start == 0;
  if (has_phenotype)
    check_multiple({time, from_zero ? "end" : "end - start",
                    from_zero ? "time.end" : "time.end - time.start", &length},
                   phenotype, checks);
}

void fill(const ScenarioDraft& draft, Scenario& scenario) { scenario.time = draft.time; }

}  // namespace

Section time_section() { return {declare, check, fill}; }

}  // namespace cytotwin
