#include "kinetics/derivative.h"

#include <stdexcept>

namespace cytotwin {
namespace {

Expression call(Operation operation, const Expression& argument) {
  return Expression::of(operation, {argument});
}

// Products and sums that leave out what is 0 or 1.
Expression times(const Expression& a, const Expression& b) {
  if (a.is_number(0) || b.is_number(0)) return 0.0;
  if (a.is_number(1)) return b;
  if (b.is_number(1)) return a;
  if (a.is_number() && b.is_number()) return a.value() * b.value();
  return a * b;
}

Expression plus(const Expression& a, const Expression& b) {
  if (a.is_number(0)) return b;
  if (b.is_number(0)) return a;
  if (a.is_number() && b.is_number()) return a.value() + b.value();
  return a + b;
}

Expression minus(const Expression& a) {
  if (a.is_number()) return -a.value();
  return -a;
}

Expression minus(const Expression& a, const Expression& b) {
  if (b.is_number(0)) return a;
  if (a.is_number(0)) return minus(b);
  return a - b;
}

Expression over(const Expression& a, const Expression& b) {
  if (a.is_number(0)) return 0.0;
  if (b.is_number(1)) return a;
  return a / b;
}

Expression square(const Expression& a) { return a * a; }

// d(u^v) = v u^(v-1) du + u^v ln(u) dv
Expression of_power(const Expression& whole, const Expression& base, const Expression& exponent,
                    const Expression& of_base, const Expression& of_exponent) {
  Expression sum = 0.0;
  if (!of_base.is_number(0)) {
    Expression factor;
    if (exponent.is_number()) {
      const double n = exponent.value();
      Expression reduced = n == 2 ? base : power(base, n - 1);
      if (n == 1) reduced = 1.0;
      factor = times(n, reduced);
    } else {
      factor = exponent * power(base, exponent - Expression(1.0));
    }
    sum = times(factor, of_base);
  }
  if (of_exponent.is_number(0)) return sum;
  // 0^v stays 0 while v moves, but 0 ln 0 is no number
  const Expression logarithm =
      choose(Expression::of(Operation::equal, {base, 0.0}), 0.0, call(Operation::ln, base));
  return plus(sum, times(whole * logarithm, of_exponent));
}

}  // namespace

Expression Derivative::operator()(const Expression& expression) {
  if (expression.is_number()) return 0.0;
  if (expression.operation() == Operation::symbol) return expression.symbol() == by_ ? 1.0 : 0.0;
  const auto known = memo_.find(expression.node());
  if (known != memo_.end()) return known->second;
  Expression result = of_node(expression);
  memo_.emplace(expression.node(), result);
  return result;
}

Expression Derivative::of_node(const Expression& expression) {
  const auto of = expression.arguments();
  const Expression& a = of[0];
  const Expression da = (*this)(a);
  if (of.size() == 1) return da.is_number(0) ? Expression(0.0) : of_unary(expression, a, da);
  const Expression& b = of[1];
  const Expression db = (*this)(b);
  switch (expression.operation()) {
    case Operation::add:
      return plus(da, db);
    case Operation::subtract:
      return minus(da, db);
    case Operation::multiply:
      return plus(times(da, b), times(a, db));
    case Operation::divide:
      return minus(over(da, b), over(times(expression, db), b));
    case Operation::power:
      return of_power(expression, a, b, da, db);
    case Operation::minimum:
    case Operation::maximum: {
      if (da.is_number(0) && db.is_number(0)) return 0.0;
      const bool least = expression.operation() == Operation::minimum;
      return choose(Expression::of(Operation::less_equal, {least ? a : b, least ? b : a}), da, db);
    }
    case Operation::remainder:
      return minus(da, times(call(Operation::truncate, a / b), db));
    case Operation::choose: {
      const Expression dc = (*this)(of[2]);
      if (db.is_number(0) && dc.is_number(0)) return 0.0;
      return choose(a, db, dc);
    }
    default:
      return 0.0;  // relations and logic: steps
  }
}

Expression Derivative::of_unary(const Expression& whole, const Expression& x,
                                const Expression& inner) {
  const Expression one = 1.0;
  switch (whole.operation()) {
    case Operation::negate:
      return minus(inner);
    case Operation::exp:
      return times(whole, inner);
    case Operation::ln:
      return over(inner, x);
    case Operation::sqrt:
      return over(inner, 2.0 * whole);
    case Operation::abs:
      return choose(Expression::of(Operation::less, {x, 0.0}), minus(inner), inner);
    case Operation::sin:
      return times(call(Operation::cos, x), inner);
    case Operation::cos:
      return minus(times(call(Operation::sin, x), inner));
    case Operation::tan:
      return times(one + square(whole), inner);
    case Operation::asin:
      return over(inner, call(Operation::sqrt, one - square(x)));
    case Operation::acos:
      return minus(over(inner, call(Operation::sqrt, one - square(x))));
    case Operation::atan:
      return over(inner, one + square(x));
    case Operation::sinh:
      return times(call(Operation::cosh, x), inner);
    case Operation::cosh:
      return times(call(Operation::sinh, x), inner);
    case Operation::tanh:
      return times(one - square(whole), inner);
    case Operation::asinh:
      return over(inner, call(Operation::sqrt, square(x) + one));
    case Operation::acosh:
      return over(inner, call(Operation::sqrt, square(x) - one));
    case Operation::atanh:
      return over(inner, one - square(x));
    case Operation::factorial:
      throw std::invalid_argument("Derivative: the factorial of what changes has none here");
    default:
      return 0.0;  // rounding and logic: steps
  }
}

}  // namespace cytotwin
