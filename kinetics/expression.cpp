#include "kinetics/expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <unordered_set>

#include "kinetics/lane_math.h"

namespace cytotwin {

struct Expression::Node {
  Operation operation = Operation::number;
  double value = 0;
  std::uint32_t symbol = 0;
  std::vector<Expression> arguments;
};

unsigned arguments_of(Operation operation) {
  if (operation <= Operation::symbol) return 0;
  if (operation <= Operation::one_of) return 2;
  return operation == Operation::choose ? 3 : 1;
}

Expression::Expression() : Expression(0.0) {}

Expression::Expression(double value) {
  auto node = std::make_shared<Node>();
  node->value = value;
  node_ = std::move(node);
}

Expression Expression::symbol(std::uint32_t index) {
  auto node = std::make_shared<Node>();
  node->operation = Operation::symbol;
  node->symbol = index;
  return Expression(std::move(node));
}

Expression Expression::of(Operation operation, std::vector<Expression> arguments) {
  if (arguments.size() != arguments_of(operation) || arguments.empty()) {
    throw std::invalid_argument(fmt::format("Expression: operation {} with {} arguments",
                                            static_cast<int>(operation), arguments.size()));
  }
  auto node = std::make_shared<Node>();
  node->operation = operation;
  node->arguments = std::move(arguments);
  return Expression(std::move(node));
}

Operation Expression::operation() const { return node_->operation; }
double Expression::value() const { return node_->value; }
std::uint32_t Expression::symbol() const { return node_->symbol; }
std::span<const Expression> Expression::arguments() const { return node_->arguments; }

Expression operator+(const Expression& a, const Expression& b) {
  return Expression::of(Operation::add, {a, b});
}
Expression operator-(const Expression& a, const Expression& b) {
  return Expression::of(Operation::subtract, {a, b});
}
Expression operator*(const Expression& a, const Expression& b) {
  return Expression::of(Operation::multiply, {a, b});
}
Expression operator/(const Expression& a, const Expression& b) {
  return Expression::of(Operation::divide, {a, b});
}
Expression operator-(const Expression& a) { return Expression::of(Operation::negate, {a}); }
Expression power(const Expression& base, const Expression& exponent) {
  return Expression::of(Operation::power, {base, exponent});
}
Expression choose(const Expression& condition, const Expression& yes, const Expression& no) {
  return Expression::of(Operation::choose, {condition, yes, no});
}

Expression substitute(const Expression& expression,
                      const std::function<Expression(std::uint32_t)>& replacement,
                      ExpressionMemo& memo) {
  if (expression.is_number()) return expression;
  const auto known = memo.find(expression.node());
  if (known != memo.end()) return known->second;
  Expression result = expression;
  if (expression.operation() == Operation::symbol) {
    result = replacement(expression.symbol());
  } else if (expression.operation() != Operation::rate_of) {
    std::vector<Expression> arguments;
    bool same = true;
    for (const Expression& argument : expression.arguments()) {
      arguments.push_back(substitute(argument, replacement, memo));
      same = same && arguments.back().node() == argument.node();
    }
    if (!same) result = Expression::of(expression.operation(), std::move(arguments));
  }
  memo.emplace(expression.node(), result);
  return result;
}

std::vector<std::uint32_t> symbols_in(const Expression& expression) {
  std::set<std::uint32_t> symbols;
  std::unordered_set<const Expression::Node*> seen;
  std::vector<const Expression*> left = {&expression};
  while (!left.empty()) {
    const Expression& at = *left.back();
    left.pop_back();
    if (!seen.insert(at.node()).second) continue;
    if (at.operation() == Operation::symbol) symbols.insert(at.symbol());
    for (const Expression& argument : at.arguments()) left.push_back(&argument);
  }
  return {symbols.begin(), symbols.end()};
}

double apply(Operation operation, double a, double b, double c) {
  switch (operation) {
    case Operation::number:
    case Operation::symbol:
    case Operation::rate_of:
      return a;
    case Operation::add:
      return a + b;
    case Operation::subtract:
      return a - b;
    case Operation::multiply:
      return a * b;
    case Operation::divide:
      return a / b;
    case Operation::power:
      return lane_math::pow(a, b);
    case Operation::minimum:
      return std::fmin(a, b);
    case Operation::maximum:
      return std::fmax(a, b);
    case Operation::remainder:
      return std::fmod(a, b);
    case Operation::less:
      return a < b;
    case Operation::less_equal:
      return a <= b;
    case Operation::equal:
      return a == b;
    case Operation::not_equal:
      return a != b;
    case Operation::both:
      return a != 0 && b != 0;
    case Operation::either:
      return a != 0 || b != 0;
    case Operation::one_of:
      return (a != 0) != (b != 0);
    case Operation::negate:
      return -a;
    case Operation::no:
      return a == 0;
    case Operation::exp:
      return lane_math::exp(a);
    case Operation::ln:
      return lane_math::ln(a);
    case Operation::sqrt:
      return std::sqrt(a);
    case Operation::abs:
      return std::fabs(a);
    case Operation::floor:
      return std::floor(a);
    case Operation::ceil:
      return std::ceil(a);
    case Operation::truncate:
      return std::trunc(a);
    case Operation::sin:
      return std::sin(a);
    case Operation::cos:
      return std::cos(a);
    case Operation::tan:
      return std::tan(a);
    case Operation::asin:
      return std::asin(a);
    case Operation::acos:
      return std::acos(a);
    case Operation::atan:
      return std::atan(a);
    case Operation::sinh:
      return std::sinh(a);
    case Operation::cosh:
      return std::cosh(a);
    case Operation::tanh:
      return lane_math::tanh(a);
    case Operation::asinh:
      return std::asinh(a);
    case Operation::acosh:
      return std::acosh(a);
    case Operation::atanh:
      return std::atanh(a);
    case Operation::factorial:
      return std::tgamma(a + 1);
    case Operation::choose:
      return a != 0 ? b : c;
  }
  return std::nan("");
}

}  // namespace cytotwin
