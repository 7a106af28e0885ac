#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cytotwin {

/// A unit's name with its power, e.g. {"um", 2}; names are one spelling each ("minute" -> "min").
struct UnitFactor {
  std::string name;
  int power = 1;
  friend bool operator==(const UnitFactor&, const UnitFactor&) = default;
};

/// Text such as "um^2/min", "1/h", "ng mL-1", "mL/min/kg", "pg/(cell h)", "µm²" as factors.
///
/// Only the units that this project knows are let through, so that a slip never means something
/// else: in the unit library "a" is 100 m^2, "u" an atomic mass, "H" a henry, "min^0.5" a minute
/// to the power 0 times 0.5. Empty text and "1" have no factors.
/// @throws UnitError for anything else, with a hint
std::vector<UnitFactor> unit_factors(std::string_view text);

/// The same in the one form that the unit library reads without ambiguity, e.g. "um^2 min^-1".
std::string canonical_unit(std::string_view text);

/// A number and the text after it.
struct QuantityText {
  double value = 0;
  std::string number;  ///< as written
  std::string unit;    ///< as written, without surrounding blanks; may be empty
};

/// @throws UnitError unless the text starts with a finite decimal number
QuantityText split_quantity(std::string_view text);

}  // namespace cytotwin
