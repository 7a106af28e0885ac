#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/units_grammar.h"
#include "kinetics/toml/internal_values.h"

namespace cytotwin::network_toml {

void Problems::add(const Mark& mark, std::string message, std::string hint) {
  InputProblem problem{mark.place(), std::move(message), std::move(hint)};
  // sections are looked at more than once
  const bool known = std::any_of(problems_.begin(), problems_.end(), [&](const auto& other) {
    return other.place.line == problem.place.line && other.place.column == problem.place.column &&
           other.message == problem.message;
  });
  if (!known) problems_.push_back(std::move(problem));
}

void Problems::add(const Node& node, const FormulaError& error) {
  const std::string what = error.what();
  const std::size_t split = what.find('\n');
  add(within(node, error.offset()), what.substr(0, split),
      split == std::string::npos ? "" : what.substr(split + 1));
}

std::vector<InputProblem> Problems::all() const {
  std::vector<InputProblem> sorted = problems_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
  });
  return sorted;
}

// A text with escapes does not stand as it is in the file; its beginning is the nearest place.
Mark within(const Node& text, std::size_t offset, std::size_t length) {
  const std::size_t begin = text.mark.written().find(text.text);
  if (text.kind != Node::Kind::string || begin == std::string::npos) return text.mark;
  return {text.mark.source, text.mark.offset + begin + offset, length};
}

void Units::set_time(const std::string& unit) {
  if (!system_.convertible(unit, "min")) {
    throw UnitError(fmt::format("\"{}\" is no unit of time", unit),
                    "write for example \"s\", \"min\", \"h\" or \"d\"");
  }
  time_ = unit;
}

// "pg/(cell h)" -> "pg/(cell min)": names of times are exchanged where they stand.
std::string Units::with_own_time(std::string_view unit) const {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  std::string out;
  for (std::size_t i = 0; i < unit.size();) {
    std::size_t end = i;
    while (end < unit.size() && is_letter(unit[end])) ++end;
    if (end == i) {
      out += unit[i++];
      continue;
    }
    const std::string_view name = unit.substr(i, end - i);
    const bool whole = i == 0 || static_cast<unsigned char>(unit[i - 1]) < 0x80;  // no "µs"
    out += whole && system_.convertible(name, "min") ? time_ : std::string(name);
    i = end;
  }
  return out;
}

Measured Units::unit(std::string_view text) const {
  if (unit_factors(text).empty()) return {0, "1", 1};
  const std::string own = with_own_time(text);
  return {0, own, own == text ? 1 : system_.factor(text, own)};
}

Measured Units::measured(std::string_view text) const {
  const QuantityText parts = split_quantity(text);
  Measured out;
  try {
    out = unit(parts.unit);
  } catch (const UnitError& error) {  // quotes the unit alone
    const std::string what = error.what();
    throw UnitError(fmt::format("\"{}\"{}", text, what.substr(parts.unit.size() + 2)),
                    error.hint());
  }
  out.value = out.conversion == 1 ? parts.value
                                  : system_.parse(fmt::format("{} {}", parts.number, parts.unit),
                                                  {system_.dimension_name(out.unit), out.unit, ""});
  return out;
}

double Units::value_in(const std::string& text, const std::string& unit) const {
  const QuantityText parts = split_quantity(text);
  if (parts.unit == unit) return parts.value;
  const std::string written = parts.unit.empty() ? "1" : parts.unit;
  if (!system_.convertible(written, unit)) {
    if (unit == "1") {
      throw UnitError(fmt::format("\"{}\" has a unit where a pure number is wanted", text),
                      fmt::format("write {}", parts.number));
    }
    throw UnitError(fmt::format("\"{}\" is not measured in {}", text, unit),
                    fmt::format("write \"{} {}\"", parts.number, unit));
  }
  return unit == "1" || unit.empty()
             ? parts.value * system_.factor(written, "1")
             : system_.parse(text, {system_.dimension_name(unit), unit, ""});
}

bool is_quantity(std::string_view text) {
  const char *begin = text.data(), *end = text.data() + text.size();
  while (begin < end && *begin == ' ') ++begin;
  double value = 0;
  const auto [after, error] = std::from_chars(begin, end, value);
  if (error != std::errc()) return false;
  const char* next = after;
  while (next < end && *next == ' ') ++next;
  return next == end || std::string_view("+-*/^()<>=!&|,.").find(*next) == std::string_view::npos;
}

std::optional<double> plain_number(const Node& node) {
  if (node.kind == Node::Kind::real) return node.real;
  if (node.kind == Node::Kind::integer) return static_cast<double>(node.integer);
  return std::nullopt;
}

}  // namespace cytotwin::network_toml
