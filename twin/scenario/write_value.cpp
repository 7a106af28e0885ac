#include "twin/scenario/write_value.h"

#include <fmt/format.h>

#include <algorithm>

namespace cytotwin {

namespace {

std::string quantity(const Key& key, double value, const SubstanceUnit& unit) {
  const Dimension dimension = dimension_of(key.measure, unit.value_or(""));
  if (dimension.unit.empty()) return toml_number(value);
  return toml_text(quantity_text(value, dimension.unit));
}

}  // namespace

std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += fmt::format("\\{}", c);
    else if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (byte < 0x20 || byte == 0x7F)
      out += fmt::format("\\u{:04x}", byte);
    else
      out += c;
  }
  return out + '"';
}

std::string toml_key(std::string_view key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
  return bare ? std::string(key) : toml_text(key);
}

std::string toml_number(double value) {
  std::string text = number_text(value);
  // TOML wants a digit on both sides of a point, and "1e+20" with neither is a float all the same.
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::optional<std::string> value_text(const Key&, bool value, const SubstanceUnit&) {
  return value ? "true" : "false";
}
std::optional<std::string> value_text(const Key&, std::uint64_t value, const SubstanceUnit&) {
  return std::to_string(value);
}
std::optional<std::string> value_text(const Key&, int value, const SubstanceUnit&) {
  return std::to_string(value);
}
std::optional<std::string> value_text(const Key& key, double value, const SubstanceUnit& unit) {
  return quantity(key, value, unit);
}
std::optional<std::string> value_text(const Key& key, Vec3 value, const SubstanceUnit& unit) {
  return fmt::format("[{}, {}, {}]", quantity(key, value.x, unit), quantity(key, value.y, unit),
                     quantity(key, value.z, unit));
}
std::optional<std::string> value_text(const Key&, const std::string& value, const SubstanceUnit&) {
  return toml_text(value);
}
std::optional<std::string> value_text(const Key&, const std::vector<std::string>& value,
                                      const SubstanceUnit&) {
  if (value.empty()) return std::nullopt;  // an empty list is refused where it is written
  std::vector<std::string> quoted;
  for (const std::string& text : value) quoted.push_back(toml_text(text));
  return fmt::format("[{}]", fmt::join(quoted, ", "));
}

}  // namespace cytotwin
