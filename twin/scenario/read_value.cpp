#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/toml/suggest.h"
#include "twin/scenario/read_context.h"

namespace cytotwin {

namespace {

bool is_number(const Node& node) {
  return node.kind == Node::Kind::integer || node.kind == Node::Kind::real;
}

double number_of(const Node& node) {
  return node.kind == Node::Kind::integer ? static_cast<double>(node.integer) : node.real;
}

std::string not_a(const Node& node, const std::string& what) {
  return fmt::format("is {}, not {}", describe(node), what);
}

std::string accepted(const Key& key, const Dimension& dimension) {
  return fmt::format("any unit of {} is accepted, {}", dimension.name,
                     key.options.range.words(dimension.unit));
}

std::string quoted_example(const Dimension& dimension) {
  return dimension.unit.empty() ? dimension.example : '"' + dimension.example + '"';
}

/// A bare number where a unit is needed: shown with the unit that it probably has.
void report_bare_number(const Key& key, const Node& node, const Dimension& dimension,
                        ReadContext& context) {
  const std::string number = node.mark.written();
  context.mark_bad(node);
  context.problem(
      node.mark, fmt::format("{} = {} has no unit", context.label(key.name), number),
      fmt::format("write \"{} {}\"; {}", number, dimension.unit, accepted(key, dimension)));
}

/// The number of a text with its unit; a message of its own for each way to fail.
std::optional<double> parsed_text(const Key& key, const Node& node, const Dimension& dimension,
                                  ReadContext& context) {
  try {
    return context.units().parse(node.text, dimension);
  } catch (const UnitError& error) {
    std::string hint = error.hint();
    if (hint.empty()) hint = fmt::format("write for example {}", quoted_example(dimension));
    hint +=
        "; " + (dimension.unit.empty() ? key.options.range.words("") : accepted(key, dimension));
    context.mark_bad(node);
    context.problem(node.mark, fmt::format("{} = {}", context.label(key.name), error.what()), hint);
  }
  return std::nullopt;
}

std::optional<double> quantity_value(const Key& key, const Node& node, const Dimension& dimension,
                                     ReadContext& context) {
  const bool pure = dimension.unit.empty();
  if (node.kind == Node::Kind::string) return parsed_text(key, node, dimension, context);
  if (!is_number(node)) {
    context.bad_value(key, node, not_a(node, pure ? "a number" : "a quantity with a unit"),
                      fmt::format("write for example {}", quoted_example(dimension)));
    return std::nullopt;
  }
  const double value = number_of(node);
  if (!std::isfinite(value)) {
    context.bad_value(key, node, fmt::format("= {} is not finite", node.mark.written()),
                      fmt::format("allowed: {}", key.options.range.words(dimension.unit)));
    return std::nullopt;
  }
  if (!pure) {
    report_bare_number(key, node, dimension, context);
    return std::nullopt;
  }
  return value;
}

std::optional<double> in_range(const Key& key, const Node& node, std::optional<double> value,
                               const std::string& unit, ReadContext& context) {
  if (!value || key.options.range.contains(*value)) return value;
  context.bad_value(key, node, fmt::format("= {} is out of range", node.mark.written()),
                    fmt::format("allowed: {}", key.options.range.words(unit)));
  return std::nullopt;
}

}  // namespace

std::optional<bool> read_truth(const Key& key, const Node& node, ReadContext& context) {
  if (node.kind == Node::Kind::boolean) return node.boolean;
  context.bad_value(key, node, not_a(node, "a truth value"), "write true or false, without quotes");
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(const Key& key, const Node& node, ReadContext& context) {
  if (node.kind != Node::Kind::integer) {
    context.bad_value(key, node, not_a(node, "a whole number"),
                      fmt::format("allowed: {}", key.options.range.words("")));
    return std::nullopt;
  }
  if (!in_range(key, node, static_cast<double>(node.integer), "", context)) return std::nullopt;
  return node.integer;
}

std::optional<double> read_quantity(const Key& key, const Node& node, ReadContext& context) {
  if (needs_substance(key.measure) && !context.substance_unit) return std::nullopt;
  const Dimension dimension = dimension_of(key.measure, context.substance_unit.value_or(""));
  return in_range(key, node, quantity_value(key, node, dimension, context), dimension.unit,
                  context);
}

std::optional<Vec3> read_point(const Key& key, const Node& node, ReadContext& context) {
  if (node.kind != Node::Kind::list || node.items.size() != 3) {
    context.bad_value(key, node,
                      node.kind == Node::Kind::list
                          ? fmt::format("has {} values, not 3", node.items.size())
                          : not_a(node, "a list of three lengths"),
                      R"(write for example ["0 um", "0 um", "0 um"], along x, y and z)");
    return std::nullopt;
  }
  std::array<double, 3> value{};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto component = read_quantity(key, node.items[i], context);
    if (!component) {
      context.mark_bad(node);
      return std::nullopt;
    }
    value[i] = *component;
  }
  return Vec3{value[0], value[1], value[2]};
}

std::optional<std::string> read_text(const Key& key, const Node& node, ReadContext& context) {
  if (node.kind == Node::Kind::string && !(key.options.required && node.text.empty()))
    return node.text;
  context.bad_value(key, node, node.kind == Node::Kind::string ? "is empty" : not_a(node, "a text"),
                    "write a text in quotes");
  return std::nullopt;
}

std::optional<std::size_t> read_choice(const Key& key, const Node& node, ReadContext& context) {
  if (node.kind != Node::Kind::string) {
    context.bad_value(key, node, not_a(node, "a name"),
                      fmt::format("names: {}", joined(key.choices)));
    return std::nullopt;
  }
  const auto found = std::find(key.choices.begin(), key.choices.end(), node.text);
  if (found != key.choices.end()) return static_cast<std::size_t>(found - key.choices.begin());
  context.bad_value(key, node, fmt::format("= \"{}\" is not known", node.text),
                    suggestion(node.text, key.choices, "names"));
  return std::nullopt;
}

std::optional<std::vector<std::string>> read_choices(const Key& key, const Node& node,
                                                     ReadContext& context) {
  if (node.kind != Node::Kind::list) {
    context.bad_value(key, node, not_a(node, "a list of names"),
                      fmt::format("names: {}", joined(key.choices)));
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (const Node& item : node.items) {
    const bool text = item.kind == Node::Kind::string;
    if (!text || (!key.choices.empty() && std::find(key.choices.begin(), key.choices.end(),
                                                    item.text) == key.choices.end())) {
      context.bad_value(
          key, item, text ? fmt::format("= \"{}\" is not known", item.text) : not_a(item, "a name"),
          suggestion(item.text, key.choices, "names"));
      context.mark_bad(node);
      return std::nullopt;
    }
    names.push_back(item.text);
  }
  return names;
}

}  // namespace cytotwin
