#include "twin/scenario/references.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

Table cell_mechanics_table() {
  using M = MechanicsParameters;
  TableBuilder<M> table("Parameters of the pair law.");
  table.quantity("repulsion", &M::repulsion, Measure::speed,
                 {.doc = "Of repulsion_adhesion.",
                  .range = at_least(0),
                  .aliases = {"cell_cell_repulsion_strength", "repulsion_strength"}});
  table.quantity("adhesion", &M::adhesion, Measure::speed,
                 {.doc = "Of repulsion_adhesion.",
                  .range = at_least(0),
                  .aliases = {"cell_cell_adhesion_strength", "adhesion_strength"}});
  table.quantity(
      "stiffness", &M::stiffness, Measure::rate,
      {.doc = "Of linear_spring.", .range = at_least(0), .aliases = {"spring_constant"}});
  table.number("reach", &M::reach,
               {.doc = "Largest distance of interaction, in sums of radii.",
                .range = between(1, largest_legal_reach),
                .aliases = {"relative_maximum_adhesion_distance"}});
  table.quantity("membrane_adhesion", &M::membrane_adhesion, Measure::speed,
                 {.doc = "To the walls of the domain, see [mechanics].",
                  .range = at_least(0),
                  .aliases = {"cell_BM_adhesion_strength"}});
  table.quantity("membrane_repulsion", &M::membrane_repulsion, Measure::speed,
                 {.doc = "From the walls of the domain.",
                  .range = at_least(0),
                  .aliases = {"cell_BM_repulsion_strength"}});
  table.truth("movable", &M::movable,
              {.doc = "false: forces do not move it.", .aliases = {"is_movable"}});
  return table.build();
}

Table affinity_table() {
  using T = TowardsTypeDraft;
  TableBuilder<T> table(
      "Adhesion to another type relative to that in [cell_type.mechanics]; 1 without this table.");
  table.named_by("cell_type");
  table.text("cell_type", &T::cell_type,
             {.doc = "Which type.", .required = true, .example = "\"immune\""});
  table.number("adhesion", &T::value,
               {.doc = "A pair's adhesion is scaled by sqrt(a a') of the two views.",
                .required = true,
                .range = at_least(0),
                .example = "0"});
  return table.build();
}

void check_affinities(const ScenarioDraft& draft, const CellTypeDraft& type,
                      const std::string& label, Checks& checks) {
  for (const TowardsTypeDraft& affinity : type.affinities)
    known_cell_type(draft, affinity, "cell_type", affinity.cell_type, label + "affinity: ", checks);
  check_unique_names<TowardsTypeDraft>(type.affinities, "cell_type", label + "affinity to",
                                       &TowardsTypeDraft::cell_type, checks);
}

void fill_affinities(const ScenarioDraft& draft, const CellTypeDraft& type, CellType& out) {
  if (type.affinities.empty()) return;
  out.mechanics.affinity.assign(draft.cell_types.size(), 1);
  for (const TowardsTypeDraft& affinity : type.affinities)
    out.mechanics.affinity[index_of_name(draft.cell_types, affinity.cell_type)] = affinity.value;
}

}  // namespace cytotwin
