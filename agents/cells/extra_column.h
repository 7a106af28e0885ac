#pragma once

#include <string>
#include <vector>

#include "core/at_division.h"

namespace cytotwin {

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
