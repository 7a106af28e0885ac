#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = Draft<MechanicsSection>;

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<T> table("How cells push and pull each other.");
  table.choice<ForceLaw T::*, ForceLaw>("law", &T::law,
                                        {{"repulsion_adhesion", ForceLaw::repulsion_adhesion},
                                         {"linear_spring", ForceLaw::linear_spring}},
                                        {.doc = "Pair law that moves the cells."});
  table.truth("walls", &T::walls,
              {.doc = "The faces of the domain push cells back, see membrane_repulsion.",
               .aliases = {"virtual_wall_at_domain_edge"}});
  root.table("mechanics", &ScenarioDraft::mechanics, table.build());
}

void check(ScenarioDraft&, Checks&) {}

void fill(const ScenarioDraft& draft, Scenario& scenario) { scenario.mechanics = draft.mechanics; }

}  // namespace

Section mechanics_section() { return {declare, check, fill}; }

}  // namespace cytotwin
