#include "twin/scenario/references.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/toml/suggest.h"

namespace cytotwin {

namespace {

struct Use {
  const Located& table;
  std::string_view key;
  const std::string& name;
  const std::string& label;
};

template <class T>
bool is_known(const ScenarioDraft& draft, const std::vector<T>& list, const std::string& section,
              const std::string& plural, const Use& use, Checks& checks) {
  std::vector<std::string> names;
  for (const T& one : list) {
    if (!checks.good(one, {"name"})) return false;
    names.push_back(one.name);
  }
  if (!checks.good(draft, {section}) || !checks.good(use.table, {use.key})) return false;
  if (std::find(names.begin(), names.end(), use.name) != names.end()) return true;
  checks.problem(use.table, use.key,
                 fmt::format("{}unknown {} \"{}\"", use.label, section, use.name),
                 suggestion(use.name, names, plural));
  return false;
}

}  // namespace

bool known_substance(const ScenarioDraft& draft, const Located& table, std::string_view key,
                     const std::string& name, const std::string& label, Checks& checks) {
  return is_known(draft, draft.substances, "substance", "substances", {table, key, name, label},
                  checks);
}

bool known_cell_type(const ScenarioDraft& draft, const Located& table, std::string_view key,
                     const std::string& name, const std::string& label, Checks& checks) {
  return is_known(draft, draft.cell_types, "cell_type", "cell types", {table, key, name, label},
                  checks);
}

bool known_variable(const ScenarioDraft& draft, const Located& table, std::string_view key,
                    const std::string& name, const std::string& label, Checks& checks) {
  return is_known(draft, draft.variables, "variable", "variables", {table, key, name, label},
                  checks);
}

}  // namespace cytotwin
