#pragma once

#include <string>

#include "agents/cells/extra_column.h"
#include "core/random.h"

namespace cytotwin {

/// A variable of the user's own that every cell has.
struct Variable {
  std::string name;
  std::string unit;
  AtDivision at_division = AtDivision::copied;
};

/// Name of a variable's column in the population.
inline std::string variable_column(const std::string& name) { return "custom_" + name; }

/// What new cells of a type have of a variable, and how it changes while they live:
/// v' = rate - decay v.
struct VariableDistribution {
  enum class Kind { constant, normal, lognormal, uniform };
  Kind kind = Kind::constant;
  double mean = 0;              ///< of constant, normal; median of lognormal
  double sd = 0;                ///< of normal; of the logarithm of lognormal, >= 0
  double lower = 0, upper = 0;  ///< of uniform; bounds of normal and lognormal where has_bounds
  bool has_bounds = false;
  double rate = 0;   ///< at which it grows, unless rules set another [its unit/min]
  double decay = 0;  ///< [1/min], >= 0
  double dead_decay =
      0;  ///< of a dead cell, for which rate and decay no longer count [1/min], >= 0

  /// One value. Normal and lognormal values beyond the bounds are drawn again.
  /// @throws std::invalid_argument if 1,000 draws in a row miss the bounds
  double draw(RandomStream& random) const;
};

}  // namespace cytotwin
