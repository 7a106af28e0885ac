// Reactions: equations, rates, and what they change.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include "kinetics/toml/internal_reader.h"

namespace cytotwin::network_toml {

void NetworkReader::declare_reactions() {
  const std::vector<const Node*> tables = list_of_tables("reaction");
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const Node* name = tables[i]->find("name");
    const std::string given = text(*tables[i], "name");
    const std::string used = given.empty() ? fmt::format("reaction_{}", i + 1) : given;
    declare(used, name == nullptr ? tables[i]->mark : name->mark,
            {"", "", QuantityRole::assigned, {}, 0.0});
    reaction_names_.push_back(used);
  }
}

void NetworkReader::read_reactions() {
  const std::vector<const Node*> tables = list_of_tables("reaction");
  for (std::size_t i = 0; i < tables.size(); ++i) read_reaction(*tables[i], i);
}

void NetworkReader::read_reaction(const Node& table, std::size_t index) {
  allow(table, {"name", "equation", "rate", "parameters", "description"});
  const std::string& name = reaction_names_[index];
  const auto found = quantity_of_.find(name);
  for (const char* key : {"equation", "rate"}) {
    if (table.find(key) != nullptr) continue;
    problems_.add(table.mark, fmt::format("reaction \"{}\": the key \"{}\" is missing", name, key),
                  "write for example equation = \"A + 2 B -> C\" and rate = \"k * A * B^2\"");
  }
  const Locals locals = read_locals(table, name);
  const Node *rate_node = table.find("rate"), *equation = table.find("equation");
  const auto rate = rate_node == nullptr ? std::nullopt : formula(*rate_node, &locals);
  const auto changes =
      equation == nullptr ? std::map<std::uint32_t, double>() : read_equation(*equation);
  if (found == quantity_of_.end()) return;
  Quantity& quantity = model_.quantities[found->second];
  quantity.description = text(table, "description");
  if (rate) quantity.rule = *rate;
  Reaction reaction{name, found->second, {}};
  for (const auto& [species, coefficient] : changes) {
    change(species, coefficient, reaction);
    if (coefficient != 0) reaction.changes.push_back({species, coefficient});
  }
  model_.reactions.push_back(std::move(reaction));
}

NetworkReader::Locals NetworkReader::read_locals(const Node& table, const std::string& reaction) {
  Locals locals;
  const Node* parameters = table.find("parameters");
  if (parameters == nullptr) return locals;
  if (parameters->kind != Node::Kind::table) {
    problems_.add(parameters->mark, fmt::format("parameters is {}", describe(*parameters)),
                  "write for example parameters = { k = \"1 1/min\" }");
    return locals;
  }
  for (const NodeEntry& entry : parameters->entries) {
    const bool is_table = entry.value.kind == Node::Kind::table;
    const auto value = constant_value(entry.value).value_or(Measured{});
    if (!is_plain_name(entry.key) || is_formula_word(entry.key) || entry.key == "time") {
      problems_.add(entry.key_mark, fmt::format("\"{}\" cannot be used as a name", entry.key),
                    "choose another name");
      continue;
    }
    const std::uint32_t symbol = model_.add({fmt::format("{}.{}", reaction, entry.key),
                                             value.unit,
                                             QuantityRole::constant,
                                             value.value,
                                             {}});
    locals[entry.key] = symbol;
    if (!is_table) continue;
    model_.quantities[symbol].description = text(entry.value, "description");
    read_distribution(entry.value, symbol, value.conversion);
  }
  return locals;
}

// "A + 2 B -> C"; "<->" says that the rate may be below 0.
std::map<std::uint32_t, double> NetworkReader::read_equation(const Node& equation) {
  std::map<std::uint32_t, double> changes;
  const std::string& text = equation.text;
  const std::size_t both_ways = text.find("<->");
  const std::size_t arrow = both_ways == std::string::npos ? text.find("->") : both_ways;
  if (equation.kind != Node::Kind::string || arrow == std::string::npos) {
    problems_.add(equation.mark, fmt::format("{} is no equation", describe(equation)),
                  "write for example \"A + 2 B -> C\", \"-> A\", \"A ->\" or \"A <-> B\"");
    return changes;
  }
  read_side(equation, 0, arrow, -1, changes);
  read_side(equation, arrow + (both_ways == std::string::npos ? 2 : 3), text.size(), 1, changes);
  return changes;
}

void NetworkReader::read_side(const Node& equation, std::size_t begin, std::size_t end, double sign,
                              std::map<std::uint32_t, double>& changes) {
  const std::string& text = equation.text;
  const auto skip = [&](std::size_t at) {
    while (at < end && std::isspace(static_cast<unsigned char>(text[at]))) ++at;
    return at;
  };
  std::size_t at = skip(begin);
  while (at < end) {
    const std::size_t plus = std::min(text.find('+', at), end);
    double number = 1;
    const auto [after, error] = std::from_chars(text.data() + at, text.data() + plus, number);
    const bool has_number = error == std::errc() && std::isfinite(number);
    const std::size_t name_at =
        skip(has_number ? static_cast<std::size_t>(after - text.data()) : at);
    std::size_t name_end = name_at < plus ? text.find_last_not_of(" \t\n", plus - 1) + 1 : name_at;
    name_end = std::max(name_end, name_at);
    const std::string name = text.substr(name_at, name_end - name_at);
    const Mark mark =
        within(equation, name.empty() ? at : name_at, std::max<std::size_t>(name.size(), 1));
    if (!is_plain_name(name)) {
      problems_.add(mark, fmt::format("\"{}\" is no species", name),
                    "an equation has species joined by +, each with a number before it or none");
    } else if (has_number && !(number > 0)) {
      problems_.add(mark, fmt::format("{} of \"{}\"", number, name), "numbers are above 0");
    } else if (const auto species =
                   species_named(name, mark, "cannot react; speak of it in the rate")) {
      changes[*species] += sign * number;
    }
    at = plus < end ? skip(plus + 1) : end;
    if (plus < end && at >= end)
      problems_.add(within(equation, plus), "a species is missing after +");
  }
}

// The rate of a species with one reaction more.
void NetworkReader::change(std::uint32_t species, double coefficient, const Reaction& reaction) {
  Quantity& quantity = model_.quantities[species];
  if (has_rate_.at(species)) {
    problems_.add(mark_of_.at(reaction.id),
                  fmt::format("the species \"{}\" has a line in [rates] already", quantity.id),
                  "reactions are a species' only rates; put the rest into one more reaction");
    return;
  }
  const bool is_first = !has_reaction_.at(species);
  has_reaction_[species] = true;
  const Expression rate = Expression::symbol(reaction.rate);
  if (coefficient == 0) return;
  if (is_first) quantity.rule = 0.0;
  const bool is_none = quantity.rule.is_number(0);
  const Expression size =
      std::abs(coefficient) == 1 ? rate : Expression(std::abs(coefficient)) * rate;
  if (coefficient > 0) {
    quantity.rule = is_none ? size : quantity.rule + size;
  } else {
    quantity.rule = is_none ? -size : quantity.rule - size;
  }
}

}  // namespace cytotwin::network_toml
