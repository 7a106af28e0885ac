#pragma once

#include <cstdint>

#include "kinetics/expression.h"

namespace cytotwin {

/// Partial derivatives of expressions by one symbol, sharing what expressions share.
///
/// Steps (floor, relations, conditions) have derivative 0 where they are constant, which is all but
/// everywhere; abs has the sign. Constant parts are folded and factors 0 and 1 left out, so that a
/// derivative is 0 exactly where the symbol does not occur.
class Derivative {
 public:
  explicit Derivative(std::uint32_t by) : by_(by) {}
  /// The expressions given must outlive this object.
  Expression operator()(const Expression& expression);

 private:
  Expression of_node(const Expression& expression);
  Expression of_unary(const Expression& expression, const Expression& argument,
                      const Expression& inner);
  std::uint32_t by_;
  ExpressionMemo memo_;
};

}  // namespace cytotwin
