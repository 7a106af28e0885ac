// Events.
#include <fmt/format.h>

#include "core/toml/suggest.h"
#include "kinetics/toml/internal_reader.h"

namespace cytotwin::network_toml {

void NetworkReader::read_events() {
  const std::vector<const Node*> tables = list_of_tables("event");
  for (std::size_t i = 0; i < tables.size(); ++i) read_event(*tables[i], i);
}

void NetworkReader::read_event(const Node& table, std::size_t index) {
  allow(table, {"name", "at", "assign", "delay", "priority", "persistent", "values_at_trigger",
                "true_before_start", "description"});
  Event event;
  event.id = text(table, "name");
  if (event.id.empty()) event.id = fmt::format("event_{}", index + 1);
  const Node* name = table.find("name");
  const Mark& mark = name == nullptr ? table.mark : name->mark;
  if (is_free_name(event.id, mark)) mark_of_[event.id] = mark;
  if (const Node* at = table.find("at")) {
    event.trigger = formula(*at).value_or(Expression());
  } else {
    problems_.add(table.mark, fmt::format("event \"{}\": the key \"at\" is missing", event.id),
                  "write for example at = \"CycB < 0.1\"");
  }
  event.initial_value = truth(table, "true_before_start", true);
  event.persistent = truth(table, "persistent", true);
  event.values_at_trigger = truth(table, "values_at_trigger", true);
  if (const Node* priority = table.find("priority")) event.priority = formula(*priority);
  if (const Node* delay = table.find("delay")) event.delay = read_delay(*delay);
  read_assignments(table, event);
  model_.events.push_back(std::move(event));
}

std::optional<Expression> NetworkReader::read_delay(const Node& node) {
  if (node.kind != Node::Kind::string || !is_quantity(node.text)) return formula(node);
  try {
    return Expression(units_.value_in(node.text, model_.time_unit));
  } catch (const UnitError& error) {
    problems_.add(node.mark, fmt::format("delay = {}", error.what()), error.hint());
    return std::nullopt;
  }
}

void NetworkReader::read_assignments(const Node& table, Event& event) {
  const Node* assign = table.find("assign");
  if (assign == nullptr || assign->kind != Node::Kind::table) {
    problems_.add(assign == nullptr ? table.mark : assign->mark,
                  fmt::format("event \"{}\" needs a table \"assign\"", event.id),
                  "write for example assign = { m = \"m / 2\" }");
    return;
  }
  for (const NodeEntry& entry : assign->entries) {
    const auto value = formula(entry.value);
    const auto found = quantity_of_.find(entry.key);
    if (found == quantity_of_.end()) {
      std::vector<std::string> names;
      for (const auto& [known, symbol] : quantity_of_) names.push_back(known);
      problems_.add(entry.key_mark, fmt::format("unknown name \"{}\"", entry.key),
                    suggestion(entry.key, names, "names of this file"));
    } else if (model_.quantities[found->second].role == QuantityRole::assigned) {
      problems_.add(entry.key_mark, fmt::format("\"{}\" is worked out from others", entry.key),
                    "events set species, parameters and inputs");
    } else if (value) {
      event.assignments.push_back({found->second, *value, {}});
    }
  }
}

}  // namespace cytotwin::network_toml
