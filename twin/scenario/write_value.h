#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/vec3.h"
#include "twin/scenario/key.h"

namespace cytotwin {

std::string toml_text(std::string_view text);  ///< quoted, with escapes
std::string toml_key(std::string_view key);    ///< quoted where it must be
std::string toml_number(double value);         ///< reads back as a number of the same bits

// A value as TOML in the key's internal unit; reads back to the same bits.
using SubstanceUnit = std::optional<std::string>;
std::optional<std::string> value_text(const Key& key, bool value, const SubstanceUnit& unit);
std::optional<std::string> value_text(const Key& key, std::uint64_t value,
                                      const SubstanceUnit& unit);
std::optional<std::string> value_text(const Key& key, int value, const SubstanceUnit& unit);
std::optional<std::string> value_text(const Key& key, double value, const SubstanceUnit& unit);
std::optional<std::string> value_text(const Key& key, Vec3 value, const SubstanceUnit& unit);
std::optional<std::string> value_text(const Key& key, const std::string& value,
                                      const SubstanceUnit& unit);
std::optional<std::string> value_text(const Key& key, const std::vector<std::string>& value,
                                      const SubstanceUnit& unit);
template <class V>
std::optional<std::string> value_text(const Key& key, const std::optional<V>& value,
                                      const SubstanceUnit& unit) {
  return value ? value_text(key, *value, unit) : std::nullopt;
}

}  // namespace cytotwin
