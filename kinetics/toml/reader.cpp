// What all sections of a network's file need.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/toml/suggest.h"
#include "kinetics/toml/internal_reader.h"

namespace cytotwin::network_toml {
namespace {

constexpr std::size_t most_names = 10000;

}  // namespace

// Names first, so that formulas may use what stands further down.
Model NetworkReader::read() {
  allow(root_, {"schema", "name", "description", "time_unit", "inputs", "parameters", "functions",
                "species", "assigned", "rates", "reaction", "event"});
  read_head();
  read_inputs();
  read_parameters();
  declare_species();
  declare_assigned();
  declare_functions();
  declare_reactions();
  functions_.read_all();
  read_initial_values();
  read_assigned();
  read_rates();
  read_reactions();
  read_events();
  find_idle_species();
  if (problems_.all().empty()) find_loops();
  return std::move(model_);
}

const Node* NetworkReader::section(const char* key) {
  const NodeEntry* entry = root_.entry(key);
  if (entry == nullptr) return nullptr;
  if (entry->value.kind == Node::Kind::table) return &entry->value;
  problems_.add(entry->key_mark,
                fmt::format("\"{}\" is {}, not a table", key, describe(entry->value)),
                fmt::format("write [{}] and one name a line below", key));
  return nullptr;
}

std::vector<const Node*> NetworkReader::list_of_tables(const char* key) {
  std::vector<const Node*> tables;
  const NodeEntry* entry = root_.entry(key);
  if (entry == nullptr) return tables;
  if (!entry->value.is_table_list()) {
    problems_.add(entry->key_mark,
                  fmt::format("\"{}\" is {}, not a list of tables", key, describe(entry->value)),
                  fmt::format("write [[{}]] above each", key));
    return tables;
  }
  for (const Node& item : entry->value.items) tables.push_back(&item);
  return tables;
}

void NetworkReader::allow(const Node& table, std::initializer_list<const char*> keys) {
  const std::vector<std::string> known(keys.begin(), keys.end());
  for (const NodeEntry& entry : table.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    problems_.add(entry.key_mark, fmt::format("unknown key \"{}\"", entry.key),
                  suggestion(entry.key, known, "keys here"));
  }
}

std::string NetworkReader::text(const Node& table, const char* key) {
  const Node* node = table.find(key);
  if (node == nullptr) return {};
  if (node->kind == Node::Kind::string) return node->text;
  problems_.add(node->mark, fmt::format("{} is {}, not a text", key, describe(*node)),
                "write it in quotes");
  return {};
}

bool NetworkReader::truth(const Node& table, const char* key, bool otherwise) {
  const Node* node = table.find(key);
  if (node == nullptr) return otherwise;
  if (node->kind == Node::Kind::boolean) return node->boolean;
  problems_.add(node->mark, fmt::format("{} is {}", key, describe(*node)), "write true or false");
  return otherwise;
}

bool NetworkReader::is_free_name(const std::string& name, const Mark& mark) {
  if (!is_plain_name(name)) {
    problems_.add(mark, fmt::format("\"{}\" cannot be used as a name", name),
                  "names have letters, digits and _, and do not begin with a digit");
    return false;
  }
  if (is_formula_word(name) || name == "time") {
    problems_.add(mark, fmt::format("\"{}\" has a meaning of its own in formulas", name),
                  "choose another name");
    return false;
  }
  const auto before = mark_of_.find(name);
  if (before == mark_of_.end() && mark_of_.size() < most_names) return true;
  if (before == mark_of_.end()) {
    problems_.add(root_.mark, fmt::format("the network has more than {} names", most_names),
                  "that is all that one file may have");
    return false;
  }
  problems_.add(mark, fmt::format("\"{}\" is there already", name),
                fmt::format("in line {}; choose another name", before->second.place().line));
  return false;
}

std::optional<std::uint32_t> NetworkReader::declare(const std::string& name, const Mark& mark,
                                                    Quantity quantity) {
  if (!is_free_name(name, mark)) return std::nullopt;
  quantity.id = name;
  const std::uint32_t symbol = model_.add(std::move(quantity));
  quantity_of_[name] = symbol;
  mark_of_[name] = mark;
  return symbol;
}

Expression NetworkReader::named(const std::string& name, const Locals* locals) const {
  if (locals != nullptr) {
    const auto local = locals->find(name);
    if (local != locals->end()) return Expression::symbol(local->second);
  }
  if (name == "time") return Expression::symbol(Model::time);
  const auto found = quantity_of_.find(name);
  if (found != quantity_of_.end()) return Expression::symbol(found->second);
  std::vector<std::string> names = {"time"};
  for (const auto& [known, symbol] : quantity_of_) names.push_back(known);
  if (locals != nullptr) {
    for (const auto& [known, symbol] : *locals) names.push_back(known);
  }
  throw std::invalid_argument(
      fmt::format("unknown name \"{}\"\n{}", name, suggestion(name, names, "names of this file")));
}

std::optional<Expression> NetworkReader::formula(const Node& node, const Locals* locals) {
  if (const auto number = plain_number(node)) return Expression(*number);
  if (node.kind != Node::Kind::string) {
    problems_.add(node.mark, fmt::format("{} is no formula", describe(node)),
                  "write a number, or a formula in quotes");
    return std::nullopt;
  }
  if (node.text.size() > longest_formula) {
    problems_.add(node.mark, fmt::format("a formula of {} characters", node.text.size()),
                  fmt::format("at most {}; name parts of it in [assigned]", longest_formula));
    return std::nullopt;
  }
  try {
    Expression result = parse_formula(
        node.text, {[&](const std::string& name) { return named(name, locals); },
                    [&](const std::string& name, const std::vector<Expression>& arguments) {
                      return functions_.call(name, arguments);
                    }});
    if (depths_.of(result) <= Depths::most) return result;
    problems_.add(node.mark, "this formula is nested too deeply",
                  fmt::format("at most {} operations build on each other; name parts of it in "
                              "[assigned]",
                              Depths::most));
    return std::nullopt;
  } catch (const FormulaError& error) {
    problems_.add(node, error);
    return std::nullopt;
  }
}

std::optional<std::uint32_t> NetworkReader::species_named(const std::string& name, const Mark& mark,
                                                          const char* wanted) {
  const auto found = quantity_of_.find(name);
  if (found != quantity_of_.end() && has_rate_.count(found->second) > 0) return found->second;
  std::vector<std::string> names;
  for (const auto& [species, has_rate] : has_rate_) names.push_back(model_.quantities[species].id);
  const bool is_other = found != quantity_of_.end();
  problems_.add(mark,
                is_other ? fmt::format("\"{}\" is no species, so it {}", name, wanted)
                         : fmt::format("unknown species \"{}\"", name),
                suggestion(name, names, "species"));
  return std::nullopt;
}

}  // namespace cytotwin::network_toml
