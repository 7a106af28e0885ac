#pragma once

#include <cmath>
#include <cstdint>
#include <span>

#include "core/random.h"
#include "kinetics/expression.h"

namespace cytotwin::expressions {

/// Value by walking the tree: the judge of everything that is faster.
inline double value_of(const Expression& expression, std::span<const double> symbols) {
  if (expression.is_number()) return expression.value();
  if (expression.operation() == Operation::symbol) return symbols[expression.symbol()];
  double argument[3] = {};
  for (std::size_t i = 0; i < expression.arguments().size(); ++i) {
    argument[i] = value_of(expression.arguments()[i], symbols);
  }
  return apply(expression.operation(), argument[0], argument[1], argument[2]);
}

/// An expression of some depth over `symbols` symbols, smooth and finite for values in (0, 1).
inline Expression random_smooth(RandomStream& random, int depth, std::uint32_t symbols) {
  const auto pick = [&](int n) { return static_cast<int>(random.uniform() * n); };
  if (depth == 0) {
    return pick(3) == 0 ? Expression(0.5 + random.uniform())
                        : Expression::symbol(static_cast<std::uint32_t>(pick(int(symbols))));
  }
  const Expression a = random_smooth(random, depth - 1, symbols);
  const auto b = [&] { return random_smooth(random, depth - 1, symbols); };
  switch (pick(8)) {
    case 0:
      return a + b();
    case 1:
      return a - b();
    case 2:
      return a * b();
    case 3:
      return a / (Expression(1.5) + b() * b());
    case 4:
      return Expression::of(Operation::tanh, {a});
    case 5:
      return Expression::of(Operation::exp, {Expression::of(Operation::sin, {a})});
    case 6:
      return power(Expression(1.0) + a * a, Expression::of(Operation::cos, {b()}));
    default:
      return Expression::of(Operation::sqrt, {Expression(1.0) + a * a});
  }
}

}  // namespace cytotwin::expressions
