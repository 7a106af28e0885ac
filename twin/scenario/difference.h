#pragma once

#include <optional>
#include <string>

namespace cytotwin {

/// A key whose value differs between two scenarios.
struct Difference {
  std::string key;     ///< "cell_type.tumour.cycle.model", "placement[1].radius"
  std::string before;  ///< its value as TOML; "nothing" where it does not occur
  std::string after;
};

/// The first key, in the order of `before`, at which two resolved scenarios differ.
/// @throws InputError if one is no TOML
std::optional<Difference> first_difference(const std::string& before, const std::string& after);

}  // namespace cytotwin
