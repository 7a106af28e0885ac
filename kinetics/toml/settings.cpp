// Names, units, and the constants: inputs and parameters.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/toml/suggest.h"
#include "kinetics/toml/internal_reader.h"

namespace cytotwin::network_toml {
namespace {

constexpr std::int64_t schema_version = 1;

struct KindWords {
  const char* name;
  Distribution::Kind kind;
  const char* spread;  // the key that it cannot do without
  const char *needs, *example;
};
constexpr std::array<KindWords, 3> kinds = {{
    {"normal", Distribution::Kind::normal, "sd", "sd", "write for example sd = 0.1"},
    {"lognormal", Distribution::Kind::lognormal, "cv", "cv", "write for example cv = 0.25"},
    {"uniform", Distribution::Kind::uniform, "lower", "lower and upper",
     "write for example lower = 0.5, upper = 2"},
}};

}  // namespace

void NetworkReader::read_head() {
  const Node* schema = root_.find("schema");
  if (schema == nullptr || schema->kind != Node::Kind::integer ||
      schema->integer != schema_version) {
    problems_.add(schema == nullptr ? root_.mark : schema->mark,
                  schema == nullptr ? "the key \"schema\" is missing" : "this schema is not known",
                  fmt::format("write schema = {} at the top", schema_version));
  }
  if (root_.find("name") == nullptr) {
    problems_.add(root_.mark, "the key \"name\" is missing", "write for example name = \"t_cell\"");
  }
  model_.id = text(root_, "name");
  text(root_, "description");
  const Node* time = root_.find("time_unit");
  if (time == nullptr) {
    problems_.add(root_.mark, "the key \"time_unit\" is missing",
                  "write for example time_unit = \"min\"");
    return;
  }
  model_.time_unit = text(root_, "time_unit");
  try {
    if (time->kind == Node::Kind::string) units_.set_time(model_.time_unit);
  } catch (const UnitError& error) {
    problems_.add(time->mark, fmt::format("time_unit = {}", error.what()), error.hint());
  }
}

// A number, "0.3 1/min", or a table with a value.
std::optional<Measured> NetworkReader::constant_value(const Node& node) {
  const Node* value = &node;
  Measured unit{0, "1", 1};
  try {
    if (node.kind == Node::Kind::table) {
      value = node.find("value");
      if (value == nullptr) {
        problems_.add(node.mark, "the key \"value\" is missing", "write for example { value = 1 }");
        return std::nullopt;
      }
      if (node.find("unit") != nullptr) unit = units_.unit(text(node, "unit"));
    }
    if (const auto number = plain_number(*value); number && std::isfinite(*number)) {
      unit.value = *number * unit.conversion;
      return unit;
    }
    if (value->kind == Node::Kind::string) {
      Measured measured = units_.measured(value->text);
      if (node.kind == Node::Kind::table && node.find("unit") != nullptr) {
        unit.value = units_.value_in(value->text, unit.unit);
        return unit;
      }
      return measured;
    }
  } catch (const UnitError& error) {
    problems_.add(value->mark, error.what(), error.hint());
    return std::nullopt;
  }
  problems_.add(value->mark, fmt::format("{} is no value", describe(*value)),
                "write for example \"0.3 1/min\", or a number without a unit");
  return std::nullopt;
}

void NetworkReader::read_inputs() {
  const Node* inputs = section("inputs");
  if (inputs == nullptr) return;
  for (const NodeEntry& entry : inputs->entries) {
    const bool is_table = entry.value.kind == Node::Kind::table;
    if (is_table) allow(entry.value, {"value", "unit", "description"});
    const auto value = constant_value(entry.value).value_or(Measured{});
    const auto symbol = declare(entry.key, entry.key_mark,
                                {"", value.unit, QuantityRole::constant, value.value, {}});
    if (!symbol) continue;
    if (is_table) model_.quantities[*symbol].description = text(entry.value, "description");
    model_.inputs.push_back(*symbol);
  }
}

void NetworkReader::read_parameters() {
  const Node* parameters = section("parameters");
  if (parameters == nullptr) return;
  for (const NodeEntry& entry : parameters->entries) {
    const bool is_table = entry.value.kind == Node::Kind::table;
    const auto value = constant_value(entry.value).value_or(Measured{});
    const auto symbol = declare(entry.key, entry.key_mark,
                                {"", value.unit, QuantityRole::constant, value.value, {}});
    if (!symbol || !is_table) continue;
    model_.quantities[*symbol].description = text(entry.value, "description");
    read_distribution(entry.value, *symbol, value.conversion);
  }
}

// A number without a unit is in the one that the parameter was written in.
double NetworkReader::bound(const Node& table, const char* key, const std::string& unit,
                            double conversion, double otherwise) {
  const Node* node = table.find(key);
  if (node == nullptr) return otherwise;
  if (const auto number = plain_number(*node)) return *number * conversion;
  try {
    if (node->kind == Node::Kind::string) return units_.value_in(node->text, unit);
    problems_.add(node->mark, fmt::format("{} is {}", key, describe(*node)), "write a number");
  } catch (const UnitError& error) {
    problems_.add(node->mark, fmt::format("{} = {}", key, error.what()), error.hint());
  }
  return otherwise;
}

void NetworkReader::read_distribution(const Node& table, std::uint32_t constant,
                                      double conversion) {
  if (table.find("distribution") == nullptr) {
    allow(table, {"value", "unit", "description", "distribution"});
    return;
  }
  const std::string word = text(table, "distribution");
  const auto* kind = std::find_if(kinds.begin(), kinds.end(),
                                  [&](const KindWords& known) { return word == known.name; });
  const Mark& mark = table.find("distribution")->mark;
  if (kind == kinds.end()) {
    problems_.add(mark, fmt::format("unknown distribution \"{}\"", word),
                  suggestion(word, {"normal", "lognormal", "uniform"}, "distributions"));
    return;
  }
  const bool is_uniform = kind->kind == Distribution::Kind::uniform;
  allow(table, {"value", "unit", "description", "distribution", "lower", "upper", kind->spread});
  if (table.find(kind->spread) == nullptr || (is_uniform && table.find("upper") == nullptr)) {
    problems_.add(mark, fmt::format("a {} parameter needs {}", word, kind->needs), kind->example);
    return;
  }
  const std::string& unit = model_.quantities[constant].unit;
  Distribution out{constant, kind->kind};
  out.lower = bound(table, "lower", unit, conversion, out.lower);
  out.upper = bound(table, "upper", unit, conversion, out.upper);
  if (kind->kind == Distribution::Kind::normal)
    out.spread = bound(table, "sd", unit, conversion, 0);
  if (kind->kind == Distribution::Kind::lognormal) out.spread = bound(table, "cv", "1", 1, 0);
  check_distribution(table, out, *table.find(kind->spread));
  model_.distributions.push_back(out);
}

void NetworkReader::check_distribution(const Node& table, const Distribution& distribution,
                                       const Node& spread) {
  const double value = model_.quantities[distribution.constant].initial.value();
  if (!(distribution.spread >= 0) || !std::isfinite(distribution.spread)) {
    problems_.add(spread.mark, fmt::format("a spread of {}", distribution.spread), "0 or more");
  }
  if (distribution.kind == Distribution::Kind::lognormal && !(value > 0)) {
    problems_.add(table.mark, fmt::format("the value {} of a lognormal parameter", value),
                  "it is the median, above 0");
  }
  const double lower = distribution.lower, upper = distribution.upper;
  if (lower <= value && value <= upper && lower < upper) return;
  const Node* bound = table.find(table.find("lower") != nullptr ? "lower" : "upper");
  problems_.add(
      bound == nullptr ? table.mark : bound->mark,
      fmt::format("the value {} is not between the bounds {} and {}", value, lower, upper),
      "the value is what a cell has by itself");
}

}  // namespace cytotwin::network_toml
