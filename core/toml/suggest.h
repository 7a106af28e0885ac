#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cytotwin {

/// Levenshtein distance: insertions, deletions, substitutions; a swap of neighbours counts 1.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The name that differs in upper and lower case alone, else the nearest at distance <= 2 (<= 1 for
/// wrong names of up to three letters).
std::optional<std::string> nearest(std::string_view wrong, const std::vector<std::string>& names);

/// "did you mean "oxygen"?" for the nearest() name, else "LABEL: a, b, c"; "there are no LABEL" if
/// there are no names.
std::string suggestion(std::string_view wrong, const std::vector<std::string>& names,
                       std::string_view label);

std::string joined(const std::vector<std::string>& names);  ///< "a, b, c"

}  // namespace cytotwin
