#include "twin/scenario/schema.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/toml/suggest.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using Json = nlohmann::ordered_json;

std::string type_name(const Key& key) {
  switch (key.type) {
    case KeyType::truth:
      return "true or false";
    case KeyType::integer:
      return "whole number";
    case KeyType::number:
      return "number";
    case KeyType::quantity:
      return "quantity";
    case KeyType::point:
      return key.name == "voxel" ? "length or three lengths" : "three lengths";
    case KeyType::text:
      return "text";
    case KeyType::choice:
      return "one of " + joined(key.choices);
    case KeyType::choices:
      return "list of names";
    case KeyType::face:
      return "\"no-flux\", a held value, or { flux = ... }";
    case KeyType::columns:
      return "table of texts";
    case KeyType::table:
      return "table";
    case KeyType::tables:
      return "list of tables";
  }
  return {};
}

bool has_unit(const Key& key) {
  return key.type == KeyType::quantity || key.type == KeyType::point || key.type == KeyType::face;
}

bool has_range(const Key& key) {
  return key.options.range.least.has_value() || key.options.range.most.has_value();
}

Dimension dimension(const Key& key) {
  // No one substance is meant here.
  return dimension_of(key.measure, "unit");
}

std::string default_of(const Key& key, const void* object) {
  if (key.options.required || !key.write) return {};
  return key.write(key, object, "unit").value_or("");
}

/// Visits all keys below a table with their path and an object that holds the defaults.
template <class Visit>
void walk(const Table& table, const std::string& path, void* object, const Visit& visit) {
  for (const Key& key : table.keys) {
    if (!key.table) visit(path, key, object);
  }
  for (const Key& key : table.keys) {
    if (!key.table) continue;
    visit(path, key, object);
    const std::string name = key.type == KeyType::tables ? key.name + "[]" : key.name;
    // Optional tables and elements of lists have defaults of their own kind.
    const auto fresh = key.table->create();
    void* below =
        key.type == KeyType::table && key.count(object) > 0 ? key.element(object, 0) : fresh.get();
    walk(*key.table, path.empty() ? name : path + "." + name, below, visit);
  }
}

Json json_of(const std::string& path, const Key& key, const void* object) {
  Json out;
  out["path"] = path.empty() ? key.name : path + "." + key.name;
  out["type"] = type_name(key);
  if (has_unit(key)) {
    out["dimension"] = dimension(key).name;
    if (!needs_substance(key.measure)) out["unit"] = dimension(key).unit;
  }
  const Range& range = key.options.range;
  if (range.least) out[range.least_excluded ? "above" : "minimum"] = *range.least;
  if (range.most) out[range.most_excluded ? "below" : "maximum"] = *range.most;
  if (!key.choices.empty()) out["choices"] = key.choices;
  out["required"] = key.options.required;
  if (const std::string value = default_of(key, object); !value.empty()) out["default"] = value;
  if (!key.options.when_words.empty()) out["only_with"] = key.options.when_words;
  out["doc"] = key.options.doc;
  return out;
}

std::string escaped(const std::string& cell) {
  std::string out;
  for (const char c : cell) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

/// One row of a section's table of keys.
std::string row_of(const Key& key, const void* object) {
  const Dimension unit = dimension(key);
  std::string type = type_name(key);
  if (key.type == KeyType::quantity) type = unit.name;
  std::string allowed = has_range(key) ? key.options.range.words(unit.unit) : "";
  if (!key.options.when_words.empty())
    allowed += (allowed.empty() ? "" : "; ") + std::string("only with ") + key.options.when_words;
  std::string value = key.options.required ? "**required**" : default_of(key, object);
  if (!key.options.required && !value.empty()) value = '`' + value + '`';
  return fmt::format("| `{}` | {} | {} | {} | {} |\n", key.name, escaped(type), escaped(allowed),
                     escaped(value), escaped(key.options.doc));
}

/// The table of a kind without what is known of others.
Table only_of(ScenarioKind kind, const Table& other) {
  Table table = scenario_table(kind);
  std::erase_if(table.keys, [&](const Key& key) { return other.find(key.name) != nullptr; });
  return table;
}

}  // namespace

std::string schema_markdown() {
  const Table table = scenario_table();
  const auto defaults = table.create();
  std::string out = fmt::format(
      "# Scenario files, schema {}\n\n{} A file is TOML. A value with a dimension is a text with a "
      "unit, converted to um and min; concentrations are in the unit of their substance, written "
      "\"unit\" below. [x] is one table, [[x]] a list of them.\n",
      scenario_schema, table.doc);
  bool rows = false;
  const auto header = [&] {
    if (!rows) out += "\n| key | value | allowed | default | meaning |\n|---|---|---|---|---|\n";
    rows = true;
  };
  const auto visit = [&](const std::string& path, const Key& key, const void* object) {
    if (!key.table) {
      header();
      out += row_of(key, object);
      return;
    }
    std::string name = path.empty() ? key.name : path + "." + key.name;
    for (auto at = name.find("[]"); at != std::string::npos; at = name.find("[]"))
      name.erase(at, 2);
    const bool list = key.type == KeyType::tables;
    out += fmt::format("\n## {}{}{}\n\n{}{}\n", list ? "[[" : "[", name, list ? "]]" : "]",
                       key.options.doc, key.options.required ? " Required." : "");
    rows = false;
  };
  walk(table, "", defaults.get(), visit);
  Table known = table;
  const auto kind_of_its_own = [&](ScenarioKind kind, const char* title, const char* section) {
    out += fmt::format(
        "\n# {}\n\nA scenario with [{}] has these sections, and of those above [twin], [time], "
        "[patient], [[comparison]], [output], [[prior]], [[correlation]], [[condition]], "
        "[ensemble] and [assimilation].\n",
        title, section);
    const Table own = only_of(kind, known);
    walk(own, "", defaults.get(), visit);
    known.keys.insert(known.keys.end(), own.keys.begin(), own.keys.end());
  };
  kind_of_its_own(ScenarioKind::model, "A reaction network in place of a tissue", "model");
  kind_of_its_own(
      ScenarioKind::retina,
      "A patch of retina in place of a tissue, the rest of the eye by [model] and [[dose]]",
      "retina");
  return out;
}

std::string schema_json() {
  const Table table = scenario_table();
  const auto defaults = table.create();
  Json out;
  out["schema"] = scenario_schema;
  out["keys"] = Json::array();
  const auto visit = [&](const std::string& path, const Key& key, const void* object) {
    out["keys"].push_back(json_of(path, key, object));
  };
  walk(table, "", defaults.get(), visit);
  Table known = table;
  for (const ScenarioKind kind : {ScenarioKind::model, ScenarioKind::retina}) {
    const Table own = only_of(kind, known);
    walk(own, "", defaults.get(), visit);
    known.keys.insert(known.keys.end(), own.keys.begin(), own.keys.end());
  }
  return out.dump(1) + "\n";
}

}  // namespace cytotwin
