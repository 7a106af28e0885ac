// Expressions as MathML.
#include <sbml/SBMLTypes.h>

#include "kinetics/sbml/internal_math.h"

namespace cytotwin::sbml {
namespace {

::ASTNodeType_t type_of(Operation operation) {
  switch (operation) {
    case Operation::add:
      return ::AST_PLUS;
    case Operation::subtract:
    case Operation::negate:
      return ::AST_MINUS;
    case Operation::multiply:
      return ::AST_TIMES;
    case Operation::divide:
      return ::AST_DIVIDE;
    case Operation::power:
      return ::AST_POWER;
    case Operation::minimum:
      return ::AST_FUNCTION_MIN;
    case Operation::maximum:
      return ::AST_FUNCTION_MAX;
    case Operation::remainder:
      return ::AST_FUNCTION_REM;
    case Operation::less:
      return ::AST_RELATIONAL_LT;
    case Operation::less_equal:
      return ::AST_RELATIONAL_LEQ;
    case Operation::equal:
      return ::AST_RELATIONAL_EQ;
    case Operation::not_equal:
      return ::AST_RELATIONAL_NEQ;
    case Operation::both:
      return ::AST_LOGICAL_AND;
    case Operation::either:
      return ::AST_LOGICAL_OR;
    case Operation::one_of:
      return ::AST_LOGICAL_XOR;
    case Operation::no:
      return ::AST_LOGICAL_NOT;
    case Operation::exp:
      return ::AST_FUNCTION_EXP;
    case Operation::ln:
      return ::AST_FUNCTION_LN;
    case Operation::sqrt:
      return ::AST_FUNCTION_ROOT;
    case Operation::abs:
      return ::AST_FUNCTION_ABS;
    case Operation::floor:
      return ::AST_FUNCTION_FLOOR;
    case Operation::ceil:
      return ::AST_FUNCTION_CEILING;
    case Operation::truncate:
      return ::AST_FUNCTION_QUOTIENT;
    case Operation::sin:
      return ::AST_FUNCTION_SIN;
    case Operation::cos:
      return ::AST_FUNCTION_COS;
    case Operation::tan:
      return ::AST_FUNCTION_TAN;
    case Operation::asin:
      return ::AST_FUNCTION_ARCSIN;
    case Operation::acos:
      return ::AST_FUNCTION_ARCCOS;
    case Operation::atan:
      return ::AST_FUNCTION_ARCTAN;
    case Operation::sinh:
      return ::AST_FUNCTION_SINH;
    case Operation::cosh:
      return ::AST_FUNCTION_COSH;
    case Operation::tanh:
      return ::AST_FUNCTION_TANH;
    case Operation::asinh:
      return ::AST_FUNCTION_ARCSINH;
    case Operation::acosh:
      return ::AST_FUNCTION_ARCCOSH;
    case Operation::atanh:
      return ::AST_FUNCTION_ARCTANH;
    case Operation::factorial:
      return ::AST_FUNCTION_FACTORIAL;
    case Operation::choose:
      return ::AST_FUNCTION_PIECEWISE;
    case Operation::rate_of:
      return ::AST_FUNCTION_RATE_OF;
    case Operation::number:
    case Operation::symbol:
      break;
  }
  return ::AST_UNKNOWN;
}

std::unique_ptr<ASTNode> number(double value) {
  auto node = std::make_unique<ASTNode>();
  node->setValue(value);
  return node;
}

}  // namespace

std::unique_ptr<ASTNode> math_of(const Expression& expression, std::span<const std::string> names) {
  const Operation operation = expression.operation();
  if (operation == Operation::number) return number(expression.value());
  if (operation == Operation::symbol) {
    const bool is_time = expression.symbol() == 0;
    auto node = std::make_unique<ASTNode>(is_time ? ::AST_NAME_TIME : ::AST_NAME);
    node->setName(is_time ? "time" : names[expression.symbol()].c_str());
    return node;
  }
  auto node = std::make_unique<ASTNode>(type_of(operation));
  const auto add = [&](const Expression& argument) {
    node->addChild(math_of(argument, names).release());
  };
  const auto of = expression.arguments();
  if (operation == Operation::choose) {  // (value, condition, otherwise)
    add(of[1]);
    add(of[0]);
    add(of[2]);
    return node;
  }
  if (operation == Operation::sqrt) node->addChild(number(2).release());
  for (const Expression& argument : of) add(argument);
  if (operation == Operation::truncate) node->addChild(number(1).release());
  return node;
}

}  // namespace cytotwin::sbml
