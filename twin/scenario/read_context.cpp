#include "twin/scenario/read_context.h"

#include <fmt/format.h>

#include "core/toml/suggest.h"

namespace cytotwin {

void ReadContext::learn_substances(const Node& root) {
  const Node* list = root.find("substance");
  if (list == nullptr || list->kind != Node::Kind::list) return;
  for (const Node& substance : list->items) {
    const Node* name = substance.find("name");
    const Node* unit = substance.find("unit");
    if (name == nullptr || name->kind != Node::Kind::string) continue;
    if (unit != nullptr && unit->kind != Node::Kind::string) continue;
    const std::string text = unit == nullptr ? "mmHg" : unit->text;
    try {
      units_.convertible(text, "1");
      unit_by_substance_.emplace(name->text, text);
    } catch (const UnitError&) {
      // Reported when the substance itself is read.
    }
  }
}

std::optional<std::string> ReadContext::unit_of(const std::string& substance) const {
  const auto found = unit_by_substance_.find(substance);
  if (found == unit_by_substance_.end()) return std::nullopt;
  return found->second;
}

void ReadContext::problem(const Mark& mark, std::string message, std::string hint) {
  problems_.push_back({mark.place(), std::move(message), std::move(hint)});
}

void ReadContext::bad_value(const Key& key, const Node& node, const std::string& what,
                            std::string hint) {
  mark_bad(node);
  problem(node.mark, fmt::format("{} {}", label(key.name), what), std::move(hint));
}

void ReadContext::mark_missing(const Node& table, const std::string& key) {
  missing_.emplace(&table, key);
}

bool ReadContext::is_bad(const Node* table, const std::string& key) const {
  if (table == nullptr) return false;
  if (missing_.count({table, key}) > 0) return true;
  const Node* value = table->find(key);
  return value != nullptr && is_bad(*value);
}

namespace {

std::vector<std::string> key_names(const Table& table) {
  std::vector<std::string> names;
  for (const Key& key : table.keys) names.push_back(key.name);
  return names;
}

void report_unknown_keys(const Table& table, const Node& node, ReadContext& context) {
  for (const NodeEntry& entry : node.entries) {
    if (table.find(entry.key) != nullptr) continue;
    std::string hint;
    for (const Key& key : table.keys) {
      for (const std::string& alias : key.options.aliases) {
        if (alias != entry.key) continue;
        hint = fmt::format("it is called \"{}\" here", key.name);
        context.mark_missing(node, key.name);
      }
    }
    if (hint.empty()) {
      hint = suggestion(entry.key, key_names(table), "keys here");
      // what the user meant has a value, only not one that is known
      if (const auto meant = nearest(entry.key, key_names(table)))
        context.mark_missing(node, *meant);
    }
    // substance "oxygen": unknown key "boundary.al"
    const std::string& prefix = context.prefix();
    const auto colon = prefix.rfind(": ");
    const std::size_t path = colon == std::string::npos ? 0 : colon + 2;
    context.problem(entry.key_mark,
                    fmt::format("{}unknown key \"{}{}\"", prefix.substr(0, path),
                                prefix.substr(path), entry.key),
                    std::move(hint));
  }
}

std::string example_of(const Key& key, const ReadContext& context) {
  if (!key.options.example.empty()) return key.options.example;
  switch (key.type) {
    case KeyType::truth:
      return "true";
    case KeyType::integer:
      return "1";
    case KeyType::number:
      return "0.5";
    case KeyType::quantity:
      return '"' + dimension_of(key.measure, context.substance_unit.value_or("mmHg")).example + '"';
    case KeyType::point:
      return "[\"0 um\", \"0 um\", \"0 um\"]";
    case KeyType::choice:
      return '"' + key.choices.front() + '"';
    default:
      return "\"...\"";
  }
}

/// Whether a choice went wrong, so that what has a meaning beside it is not known.
bool undecided(const Table& table, const Node& node, const ReadContext& context) {
  for (const Key& key : table.keys) {
    const bool decides = key.type == KeyType::choice || key.options.decides;
    if (decides && context.is_bad(&node, key.name)) return true;
  }
  return false;
}

void report_missing(const Table& table, const Node& node, const void* object,
                    ReadContext& context) {
  for (const Key& key : table.keys) {
    if (!key.options.required || !key.has_meaning(object) || node.find(key.name) != nullptr)
      continue;
    if (key.options.when && undecided(table, node, context)) continue;
    context.mark_missing(node, key.name);
    const bool nested = key.type == KeyType::table || key.type == KeyType::tables;
    context.problem(node.mark, fmt::format("{} is missing", context.label(key.name)),
                    nested ? fmt::format("add {}", key.type == KeyType::table
                                                       ? fmt::format("a table [{}]", key.name)
                                                       : fmt::format("a table [[{}]]", key.name))
                           : fmt::format("add {} = {}", key.name, example_of(key, context)));
  }
}

void report_meaningless(const Table& table, const Node& node, const void* object,
                        ReadContext& context) {
  if (undecided(table, node, context)) return;
  for (const Key& key : table.keys) {
    const NodeEntry* entry = node.entry(key.name);
    if (entry == nullptr || key.has_meaning(object)) continue;
    context.mark_bad(entry->value);
    context.problem(entry->key_mark, fmt::format("{} has no meaning here", context.label(key.name)),
                    fmt::format("it belongs to {}", key.options.when_words));
  }
}

/// "substance \"oxygen\": " or "placement 2: ".
std::string element_prefix(const Key& key, const Node& node, std::size_t i) {
  const Node* name = key.table->name_key.empty() ? nullptr : node.find(key.table->name_key);
  if (name != nullptr && name->kind == Node::Kind::string)
    return fmt::format("{} \"{}\": ", key.name, name->text);
  return fmt::format("{} {}: ", key.name, i + 1);
}

}  // namespace

void read_table(const Table& table, const Node& node, void* object, ReadContext& context) {
  if (table.remember) table.remember(object, node);
  report_unknown_keys(table, node, context);
  const std::optional<std::string> outer = context.substance_unit;
  for (const Key& key : table.keys) {
    if (const Node* value = node.find(key.name)) key.read(key, *value, object, context);
    if (key.name == table.unit_key) {
      const auto unit_of = [&](const std::string& name) { return context.unit_of(name); };
      context.substance_unit =
          context.is_bad(&node, key.name) ? std::nullopt : table.substance_unit(object, unit_of);
    }
  }
  report_missing(table, node, object, context);
  report_meaningless(table, node, object, context);
  context.substance_unit = outer;
}

void read_tables(const Key& key, const Node& node, void* object, ReadContext& context) {
  const std::string outer = context.prefix();
  if (key.type == KeyType::table) {
    Node made;
    if (node.kind == Node::Kind::string && !key.shorthand.empty()) {
      made.mark = node.mark;
      made.entries.push_back({key.shorthand, node.mark, node});
    } else if (node.kind != Node::Kind::table) {
      const Key* brief = key.table->find(key.shorthand);
      return context.bad_value(key, node, fmt::format("is {}, not a table", describe(node)),
                               brief == nullptr
                                   ? fmt::format("write a table [{}] and its keys below", key.name)
                                   : fmt::format("write for example {} = \"{}\", or a table",
                                                 key.name, brief->choices.front()));
    }
    const Node& table = made.entries.empty() ? node : context.keep(std::move(made));
    key.resize(object, 1);
    context.enter(outer + key.name + ".");
    read_table(*key.table, table, key.element(object, 0), context);
  } else {
    if (!node.is_table_list())
      return context.bad_value(key, node,
                               fmt::format("is {}, not a list of tables", describe(node)),
                               fmt::format("write [[{}]] and its keys below", key.name));
    key.resize(object, node.items.size());
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      context.enter(outer + element_prefix(key, node.items[i], i));
      read_table(*key.table, node.items[i], key.element(object, i), context);
    }
  }
  context.enter(outer);
}

}  // namespace cytotwin
