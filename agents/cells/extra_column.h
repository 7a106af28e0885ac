#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cytotwin {

/// What a division does to a value of the mother's.
enum class AtDivision : std::uint8_t {
  copied,  ///< both daughters have it
  halved,  ///< they share it: an amount
  reset,   ///< both start anew at their type's initial value
};

/// A column of the population that only some models need: a variable of the user's own, the state
/// of a process that not every tissue has, a behaviour that differs from cell to cell.
struct ExtraColumn {
  std::string name;  ///< unique, without "/"
  std::string unit;
  AtDivision at_division = AtDivision::copied;
  std::vector<double> initial;  ///< of a new cell, by type
  std::vector<double> values;   ///< one a cell
};

}  // namespace cytotwin
