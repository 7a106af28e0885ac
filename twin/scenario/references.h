#pragma once

#include <string>
#include <string_view>

#include "twin/scenario/checks.h"
#include "twin/scenario/draft.h"

namespace cytotwin {

// Whether a name that a table gives at `key` is defined in the scenario. What is not is reported
// with a suggestion; silent where the definitions themselves are broken. `label` begins messages.

bool known_substance(const ScenarioDraft& draft, const Located& table, std::string_view key,
                     const std::string& name, const std::string& label, Checks& checks);
bool known_cell_type(const ScenarioDraft& draft, const Located& table, std::string_view key,
                     const std::string& name, const std::string& label, Checks& checks);
bool known_variable(const ScenarioDraft& draft, const Located& table, std::string_view key,
                    const std::string& name, const std::string& label, Checks& checks);

/// Names of all variables of cells: the user's own, then those that networks show.
std::vector<std::string> variable_names(const ScenarioDraft& draft);

/// Index of the element called `name`, the list's size if there is none.
template <class T>
std::size_t index_of_name(const std::vector<T>& list, const std::string& name) {
  std::size_t i = 0;
  while (i < list.size() && list[i].name != name) ++i;
  return i;
}

}  // namespace cytotwin
