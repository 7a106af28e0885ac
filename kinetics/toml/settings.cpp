// Names, units, and the constants: inputs and parameters.
#include <fmt/format.h>

#include <cmath>

#include "core/toml/suggest.h"
#include "kinetics/toml/internal_reader.h"

namespace cytotwin::network_toml {
namespace {

constexpr std::int64_t schema_version = 1;

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
  const Quantity& quantity = model_.quantities[constant];
  if (table.find("distribution") == nullptr) {
    allow(table, {"value", "unit", "description", "distribution"});
    return;
  }
  const std::string kind = text(table, "distribution");
  Distribution out{constant, Distribution::Kind::normal};
  const char* needed = "sd";
  if (kind == "normal") {
    allow(table, {"value", "unit", "description", "distribution", "sd", "lower", "upper"});
  } else if (kind == "lognormal") {
    out.kind = Distribution::Kind::lognormal;
    needed = "cv";
    allow(table, {"value", "unit", "description", "distribution", "cv", "lower", "upper"});
  } else if (kind == "uniform") {
    out.kind = Distribution::Kind::uniform;
    needed = "lower";
    allow(table, {"value", "unit", "description", "distribution", "lower", "upper"});
  } else {
    problems_.add(table.find("distribution")->mark,
                  fmt::format("unknown distribution \"{}\"", kind),
                  suggestion(kind, {"normal", "lognormal", "uniform"}, "distributions"));
    return;
  }
  const bool is_uniform = out.kind == Distribution::Kind::uniform;
  if (table.find(needed) == nullptr || (is_uniform && table.find("upper") == nullptr)) {
    problems_.add(
        table.find("distribution")->mark,
        fmt::format("a {} parameter needs {}", kind, is_uniform ? "lower and upper" : needed),
        out.kind == Distribution::Kind::lognormal ? "write for example cv = 0.25" : "");
    return;
  }
  out.lower = bound(table, "lower", quantity.unit, conversion, out.lower);
  out.upper = bound(table, "upper", quantity.unit, conversion, out.upper);
  if (!is_uniform) {
    const bool is_cv = out.kind == Distribution::Kind::lognormal;
    out.spread =
        is_cv ? bound(table, "cv", "1", 1, 0) : bound(table, "sd", quantity.unit, conversion, 0);
  }
  const double value = quantity.initial.value();
  if (!(out.spread >= 0) || !std::isfinite(out.spread)) {
    problems_.add(table.find(needed)->mark, fmt::format("{} is not 0 or more", needed));
  }
  if (out.kind == Distribution::Kind::lognormal && !(value > 0)) {
    problems_.add(table.mark, fmt::format("the value {} of a lognormal parameter", value),
                  "it is the median, above 0");
  }
  if (!(out.lower <= value && value <= out.upper && out.lower < out.upper)) {
    problems_.add(table.find(table.find("lower") != nullptr ? "lower" : "upper") == nullptr
                      ? table.mark
                      : table.find(table.find("lower") != nullptr ? "lower" : "upper")->mark,
                  fmt::format("the value {} is not between the bounds {} and {}", value, out.lower,
                              out.upper));
  }
  model_.distributions.push_back(out);
}

}  // namespace cytotwin::network_toml
