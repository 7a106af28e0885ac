#include "twin/scenario/sections.h"

namespace cytotwin {

Table exchange_table() {
  using T = ExchangeDraft;
  TableBuilder<T> table("What a cell does to one substance: S V (T - c) - U V c + E.");
  table.named_by("substance").units_from("substance", [](const T& exchange, const UnitOf& unit_of) {
    return unit_of(exchange.substance);
  });
  table.text("substance", &T::substance,
             {.doc = "Which one.", .required = true, .example = "\"oxygen\"", .aliases = {"name"}});
  table.quantity("uptake", &T::uptake, Measure::rate,
                 {.doc = "U.", .range = at_least(0), .aliases = {"uptake_rate"}});
  table.quantity("uptake_half_maximum", &T::uptake_half_maximum, Measure::concentration,
                 {.doc = "K: uptake saturates as U K / (K + c); proportional to c if absent.",
                  .range = more_than(0)});
  table.quantity("secretion", &T::secretion, Measure::rate,
                 {.doc = "S.", .range = at_least(0), .aliases = {"secretion_rate"}});
  table.quantity("secretion_target", &T::secretion_target, Measure::concentration,
                 {.doc = "T, where secretion stops.", .range = at_least(0)});
  table.quantity(
      "net_export", &T::net_export, Measure::concentration_rate,
      {.doc = "E, whatever the concentration; negative = import.", .aliases = {"net_export_rate"}});
  return table.build();
}

}  // namespace cytotwin
