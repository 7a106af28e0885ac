#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/errors.h"
#include "core/toml/node.h"
#include "core/units.h"
#include "kinetics/infix.h"

namespace cytotwin::network_toml {

inline constexpr std::size_t longest_formula = 8000;

/// What is wrong with a file, in the order of its lines.
class Problems {
 public:
  void add(const Mark& mark, std::string message, std::string hint = {});
  /// At the place within the formula that `node` holds. A message of two lines is one with a hint.
  void add(const Node& node, const FormulaError& error);
  std::vector<InputProblem> all() const;

 private:
  std::vector<InputProblem> problems_;
};

/// The place of character `offset` of a text as the file has it.
Mark within(const Node& text, std::size_t offset, std::size_t length = 1);

/// A value with the unit that it is in.
struct Measured {
  double value = 0;
  std::string unit;       ///< with times in the network's unit
  double conversion = 1;  ///< of the unit that was written to this one
};

/// Units as a network has them: as written, but with times in the network's own unit.
class Units {
 public:
  /// @throws UnitError if it is no unit of time
  void set_time(const std::string& unit);

  /// Value and unit of "0.3 1/h". @throws UnitError
  Measured measured(std::string_view text) const;
  /// @throws UnitError
  Measured unit(std::string_view text) const;
  /// Value of a text in a unit. @throws UnitError
  double value_in(const std::string& text, const std::string& unit) const;

 private:
  std::string with_own_time(std::string_view unit) const;
  UnitSystem system_;
  std::string time_ = "min";
};

/// Whether a text is a number with or without a unit rather than a formula: a number, then the end,
/// a letter or %.
bool is_quantity(std::string_view text);

/// A number that stands without quotes.
std::optional<double> plain_number(const Node& node);

}  // namespace cytotwin::network_toml
