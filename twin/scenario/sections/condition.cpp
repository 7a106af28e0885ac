#include <fmt/format.h>

#include "twin/scenario/map_keys.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = Draft<Condition>;

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<T> table(
      "One of several experiments that share the parameters; without any, the scenario as it is.");
  table.named_by("name");
  table.text("name", &T::name,
             {.doc = "How results call it.", .required = true, .example = "\"2500 effectors\""});
  table.choices("set", &T::set, {},
                {.doc = "What is different in it: \"key=value\", as --set has them.",
                 .example = "[\"placement[1].count=255\"]"});
  add_texts(table, "where", &T::where, true,
            {.doc = "Added to the where of every comparison.", .example = "{ dose = \"2500\" }"});
  table.truth("fitted", &T::fitted,
              {.doc = "false: its data are kept out of the assimilation and only forecast."});
  root.tables("condition", &ScenarioDraft::conditions, table.build(),
              {.aliases = {"conditions", "experiment"}});
}

void check(ScenarioDraft& draft, Checks& checks) {
  check_unique_names<T>(draft.conditions, "name", "condition", &T::name, checks);
  for (const T& condition : draft.conditions) {
    for (const std::string& text : condition.set) {
      if (text.find('=') == std::string::npos || text.front() == '=')
        checks.problem(condition, "set",
                       fmt::format("condition \"{}\": \"{}\" has no \"=\"", condition.name, text),
                       "write for example \"placement[1].count=255\"");
    }
  }
}

void fill(const ScenarioDraft& draft, Scenario& scenario) {
  scenario.conditions.assign(draft.conditions.begin(), draft.conditions.end());
}

}  // namespace

Section condition_section() { return {declare, check, fill}; }

}  // namespace cytotwin
