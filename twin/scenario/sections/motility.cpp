#include <fmt/format.h>

#include "twin/scenario/references.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

Table chemotaxis_table() {
  using T = ChemotaxisDraft;
  TableBuilder<T> table("Cells turn along the gradient of a substance.");
  table.named_by("substance");
  table.text("substance", &T::substance,
             {.doc = "Which one.", .required = true, .example = "\"chemokine\""});
  table.number("sensitivity", &T::sensitivity,
               {.doc = "Weight of this gradient among others; negative: down the gradient."});
  return table.build();
}

}  // namespace

Table motility_table() {
  using T = MotilityDraft;
  TableBuilder<T> table("Cells move of their own accord; without this table they do not.");
  table.quantity("speed", &T::speed, Measure::speed,
                 {.doc = "While it moves.", .range = at_least(0), .aliases = {"migration_speed"}});
  table.number("speed_spread", &T::speed_spread,
               {.doc = "Standard deviation of ln(speed), drawn with each direction; speed is then "
                       "the median.",
                .range = between(0, 5)});
  table.quantity("persistence", &T::persistence, Measure::time,
                 {.doc = "Mean time between new directions.",
                  .range = more_than(0),
                  .aliases = {"persistence_time"}});
  table.number("bias", &T::bias,
               {.doc = "0: in random directions; 1: straight along the gradients.",
                .range = between(0, 1),
                .aliases = {"migration_bias"}});
  table.truth("normalise_gradients", &T::normalise_gradients,
              {.doc = "Each gradient counts with its sensitivity alone, whatever its steepness."});
  table.tables("chemotaxis", &T::gradients, chemotaxis_table());
  return table.build();
}

void check_motility(const ScenarioDraft& draft, const CellTypeDraft& type, const std::string& label,
                    Checks& checks) {
  if (!type.motion) return;
  const MotilityDraft& motion = *type.motion;
  for (const ChemotaxisDraft& gradient : motion.gradients)
    known_substance(draft, gradient, "substance", gradient.substance,
                    label + "chemotaxis: ", checks);
  check_unique_names<ChemotaxisDraft>(motion.gradients, "substance", label + "chemotaxis to",
                                      &ChemotaxisDraft::substance, checks);
  if (checks.good(motion, {"bias", "chemotaxis"}) && motion.bias > 0 && motion.gradients.empty())
    checks.problem(motion, "bias",
                   fmt::format("{}motility.bias = {} without a gradient to follow", label,
                               number_text(motion.bias)),
                   "add [[cell_type.motility.chemotaxis]] with a substance, or leave bias out");
  if (checks.good(type, {"mechanics.movable"}) && !type.mechanics.movable)
    checks.warning(motion, "speed", label + "moves by itself, but is not movable",
                   "it stays where it is; leave out motility, or movable = false");
  if (!checks.good(motion, {"speed"}) || !checks.good(draft.time, {"mechanics"})) return;
  const double step = motion.speed * draft.time.mechanics;
  if (step > 5)
    checks.warning(motion, "speed",
                   fmt::format("{}moves {} um in one step of {} min", label, number_text(step),
                               number_text(draft.time.mechanics)),
                   "cells may pass through each other: a shorter time.mechanics follows them");
}

void fill_motility(const ScenarioDraft& draft, const CellTypeDraft& type, CellType& out) {
  if (!type.motion) return;
  out.motility = *type.motion;
  if (type.motion->gradients.empty()) return;
  out.motility->chemotaxis.assign(draft.substances.size(), 0);
  for (const ChemotaxisDraft& gradient : type.motion->gradients)
    out.motility->chemotaxis[index_of_name(draft.substances, gradient.substance)] =
        gradient.sensitivity;
}

}  // namespace cytotwin
