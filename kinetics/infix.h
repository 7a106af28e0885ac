#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "kinetics/expression.h"

namespace cytotwin {

/// A formula that cannot be read: what is wrong and where in it.
class FormulaError : public std::runtime_error {
 public:
  FormulaError(const std::string& what, std::size_t offset)
      : std::runtime_error(what), offset_(offset) {}
  std::size_t offset() const { return offset_; }  ///< characters before the place

 private:
  std::size_t offset_;
};

/// What a formula's names stand for; both throw std::invalid_argument with the message where a name
/// is unknown.
struct FormulaNames {
  std::function<Expression(const std::string& name)> value;
  /// Functions besides those that every formula knows; may be empty.
  std::function<Expression(const std::string& name, std::vector<Expression> arguments)> call;
};

/// Reads a formula as people write it. From the loosest to the tightest: or ||, and &&, relations
/// (< <= > >= == !=, a chain a < b < c holds where both do), + -, * /, the sign and !, powers ^
/// from the right. Functions: exp ln log10 sqrt abs floor ceil sin cos tan asin acos atan sinh cosh
/// tanh asinh acosh atanh factorial, min and max of any number, pow(x, n), rem(a, b), if(condition,
/// yes, no), hill(x, K, n) = x^n / (K^n + x^n), rate_of(name); numbers pi, true, false, inf, nan.
/// Brackets, signs and powers are nested at most 500 deep.
/// @throws FormulaError
Expression parse_formula(std::string_view text, const FormulaNames& names);

/// Names that formulas keep to themselves.
bool is_formula_word(std::string_view name);

/// Writes an expression so that parse_formula reads the same back. `names` by symbol.
std::string to_formula(const Expression& expression, std::span<const std::string> names);

}  // namespace cytotwin
