// States and what is worked out from them.
#include <fmt/format.h>

#include <stdexcept>

#include "core/toml/suggest.h"
#include "kinetics/toml/internal_reader.h"

namespace cytotwin::network_toml {
namespace {

std::optional<AtDivision> at_division_of(const std::string& word) {
  if (word == "copied") return AtDivision::copied;
  if (word == "halved") return AtDivision::halved;
  if (word == "reset") return AtDivision::reset;
  return std::nullopt;
}

// A short form of a table with one key of use: the value itself.
const Node& value_in(const Node& node, const char* key) {
  const Node* inner = node.kind == Node::Kind::table ? node.find(key) : nullptr;
  return inner == nullptr ? node : *inner;
}

}  // namespace

void NetworkReader::declare_species() {
  const Node* species = section("species");
  if (species == nullptr || species->entries.empty()) {
    if (root_.find("species") == nullptr || species != nullptr) {
      problems_.add(root_.mark, "the network has no species",
                    "write for example [species] and below it A = 1");
    }
    return;
  }
  for (const NodeEntry& entry : species->entries) declare_species(entry);
}

void NetworkReader::declare_species(const NodeEntry& entry) {
  Quantity quantity{"", "1", QuantityRole::state, {}, 0.0};
  const Node& node = entry.value;
  bool may_be_negative = false;
  if (node.kind == Node::Kind::table) {
    allow(node, {"initial", "unit", "at_division", "may_be_negative", "description"});
    quantity.description = text(node, "description");
    may_be_negative = truth(node, "may_be_negative", false);
    if (node.find("at_division") != nullptr) {
      const std::string word = text(node, "at_division");
      const auto at_division = at_division_of(word);
      quantity.at_division = at_division.value_or(AtDivision::copied);
      if (!at_division) {
        problems_.add(node.find("at_division")->mark,
                      fmt::format("unknown at_division \"{}\"", word),
                      suggestion(word, {"copied", "halved", "reset"}, "it can be"));
      }
    }
  }
  const auto symbol = declare(entry.key, entry.key_mark, std::move(quantity));
  if (!symbol) return;
  has_rate_[*symbol] = false;
  has_reaction_[*symbol] = false;
  if (!may_be_negative) model_.species.push_back({entry.key, *symbol, *symbol});
}

void NetworkReader::declare_assigned() {
  const Node* assigned = section("assigned");
  if (assigned == nullptr) return;
  for (const NodeEntry& entry : assigned->entries) {
    Quantity quantity{"", "", QuantityRole::assigned, {}, {}};
    if (entry.value.kind == Node::Kind::table) {
      allow(entry.value, {"value", "unit", "description"});
      quantity.description = text(entry.value, "description");
      try {
        if (entry.value.find("unit") != nullptr)
          quantity.unit = units_.unit(text(entry.value, "unit")).unit;
      } catch (const UnitError& error) {
        problems_.add(entry.value.find("unit")->mark, fmt::format("unit = {}", error.what()),
                      error.hint());
      }
    }
    declare(entry.key, entry.key_mark, std::move(quantity));
  }
}

void NetworkReader::declare_functions() {
  const Node* functions = section("functions");
  if (functions == nullptr) return;
  for (const NodeEntry& entry : functions->entries) functions_.declare(entry);
}

void NetworkReader::read_initial_values() {
  const Node* species = section("species");
  if (species == nullptr) return;
  for (const NodeEntry& entry : species->entries) {
    if (quantity_of_.count(entry.key) > 0) read_initial_value(entry);
  }
}

// A number is in the species' unit; a text is a quantity, whose unit the species then has unless it
// names one, or a formula.
void NetworkReader::read_initial_value(const NodeEntry& entry) {
  Quantity& quantity = model_.quantities[quantity_of_.at(entry.key)];
  const Node& node = value_in(entry.value, "initial");
  if (node.kind == Node::Kind::table) {
    problems_.add(node.mark,
                  fmt::format("species \"{}\": the key \"initial\" is missing", entry.key),
                  "write for example initial = 1");
    return;
  }
  try {
    const bool is_table = entry.value.kind == Node::Kind::table;
    const bool has_unit = is_table && entry.value.find("unit") != nullptr;
    if (has_unit) quantity.unit = units_.unit(text(entry.value, "unit")).unit;
    if (node.kind != Node::Kind::string || !is_quantity(node.text)) {
      if (const auto value = formula(node)) quantity.initial = *value;
    } else if (has_unit) {
      quantity.initial = units_.value_in(node.text, quantity.unit);
    } else {
      const Measured measured = units_.measured(node.text);
      quantity.unit = measured.unit;
      quantity.initial = measured.value;
    }
  } catch (const UnitError& error) {
    problems_.add(node.mark, fmt::format("species \"{}\": {}", entry.key, error.what()),
                  error.hint());
  }
}

void NetworkReader::read_assigned() {
  const Node* assigned = section("assigned");
  if (assigned == nullptr) return;
  for (const NodeEntry& entry : assigned->entries) {
    const auto value = formula(value_in(entry.value, "value"));
    const auto found = quantity_of_.find(entry.key);
    if (value && found != quantity_of_.end()) model_.quantities[found->second].rule = *value;
  }
}

void NetworkReader::read_rates() {
  const Node* rates = section("rates");
  if (rates == nullptr) return;
  for (const NodeEntry& entry : rates->entries) {
    const auto rate = formula(entry.value);
    const auto species = species_named(entry.key, entry.key_mark, "has no rate");
    if (!species) continue;
    has_rate_[*species] = true;
    if (rate) model_.quantities[*species].rule = *rate;
  }
}

// A species that nothing changes is all but surely a slip.
void NetworkReader::find_idle_species() {
  std::map<std::uint32_t, bool> is_set;
  for (const Event& event : model_.events) {
    for (const Event::Assignment& assignment : event.assignments)
      is_set[assignment.quantity] = true;
  }
  for (const auto& [species, has_rate] : has_rate_) {
    const std::string& name = model_.quantities[species].id;
    if (has_rate || has_reaction_.at(species) || is_set.count(species) > 0) continue;
    problems_.add(mark_of_.at(name), fmt::format("nothing changes the species \"{}\"", name),
                  "give it a line in [rates], a reaction or an event, or make it a parameter");
  }
}

// The model names the quantity in quotes.
void NetworkReader::find_loops() {
  try {
    Model completed = model_;
    complete_rates(completed);
    assignment_order(completed);
    initial_order(completed);
  } catch (const std::invalid_argument& error) {
    const std::string what = error.what();
    const std::size_t begin = what.find('"') + 1;
    const auto found = mark_of_.find(what.substr(begin, what.find('"', begin) - begin));
    problems_.add(found == mark_of_.end() ? root_.mark : found->second, what,
                  "values must follow from others in some order");
    return;
  }
  find_deep_formulas();
}

// Assigned quantities are written out before a network is solved.
void NetworkReader::find_deep_formulas() {
  Depths depths;
  for (const std::uint32_t symbol : assignment_order(model_)) {
    const Quantity& quantity = model_.quantities[symbol];
    const std::uint32_t depth = depths.of(quantity.rule);
    depths.set(symbol, depth);
    if (depth <= 2 * Depths::most) continue;
    problems_.add(mark_of_.at(quantity.id),
                  fmt::format("\"{}\" builds on too many others", quantity.id),
                  fmt::format("at most {} operations build on each other", 2 * Depths::most));
    return;
  }
}

}  // namespace cytotwin::network_toml
