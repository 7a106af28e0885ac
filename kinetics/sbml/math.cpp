#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include "kinetics/sbml/internal_math.h"

namespace cytotwin::sbml {
namespace {

Expression of(Operation operation, const Expression& a) { return Expression::of(operation, {a}); }
Expression of(Operation operation, const Expression& a, const Expression& b) {
  return Expression::of(operation, {a, b});
}

Expression folded(Operation operation, double empty, const std::vector<Expression>& terms) {
  if (terms.empty()) return empty;
  Expression result = terms.front();
  for (std::size_t i = 1; i < terms.size(); ++i) result = of(operation, result, terms[i]);
  return result;
}

// a < b < c is a < b and b < c; of fewer than two it is true.
Expression chained(Operation operation, const std::vector<Expression>& terms, bool turned) {
  Expression all = 1.0;
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    const Expression& a = terms[turned ? i + 1 : i];
    const Expression& b = terms[turned ? i : i + 1];
    const Expression link = of(operation, a, b);
    all = i == 0 ? link : of(Operation::both, all, link);
  }
  return all;
}

Expression inverse(const Expression& x) { return 1.0 / x; }

std::optional<double> number_of(const ASTNode& node) {
  switch (node.getType()) {
    case ::AST_INTEGER:
      return static_cast<double>(node.getInteger());
    case ::AST_REAL:
    case ::AST_REAL_E:
    case ::AST_RATIONAL:
      return node.getReal();
    case ::AST_CONSTANT_E:
      return std::numbers::e;
    case ::AST_CONSTANT_PI:
      return std::numbers::pi;
    case ::AST_CONSTANT_TRUE:
      return 1;
    case ::AST_CONSTANT_FALSE:
      return 0;
    case ::AST_NAME_AVOGADRO:
      return 6.02214179e23;  // the value that SBML Level 3 fixes
    default:
      return std::nullopt;
  }
}

std::optional<Operation> unary_of(::ASTNodeType_t type) {
  switch (type) {
    case ::AST_FUNCTION_ABS:
      return Operation::abs;
    case ::AST_FUNCTION_EXP:
      return Operation::exp;
    case ::AST_FUNCTION_LN:
      return Operation::ln;
    case ::AST_FUNCTION_FLOOR:
      return Operation::floor;
    case ::AST_FUNCTION_CEILING:
      return Operation::ceil;
    case ::AST_FUNCTION_FACTORIAL:
      return Operation::factorial;
    case ::AST_FUNCTION_SIN:
      return Operation::sin;
    case ::AST_FUNCTION_COS:
      return Operation::cos;
    case ::AST_FUNCTION_TAN:
      return Operation::tan;
    case ::AST_FUNCTION_ARCSIN:
      return Operation::asin;
    case ::AST_FUNCTION_ARCCOS:
      return Operation::acos;
    case ::AST_FUNCTION_ARCTAN:
      return Operation::atan;
    case ::AST_FUNCTION_SINH:
      return Operation::sinh;
    case ::AST_FUNCTION_COSH:
      return Operation::cosh;
    case ::AST_FUNCTION_TANH:
      return Operation::tanh;
    case ::AST_FUNCTION_ARCSINH:
      return Operation::asinh;
    case ::AST_FUNCTION_ARCCOSH:
      return Operation::acosh;
    case ::AST_FUNCTION_ARCTANH:
      return Operation::atanh;
    case ::AST_LOGICAL_NOT:
      return Operation::no;
    default:
      return std::nullopt;
  }
}

// sec, csc, cot and their like: the inverse of f(x), or f's inverse function of 1/x.
std::optional<Expression> reciprocal(::ASTNodeType_t type, const Expression& x) {
  switch (type) {
    case ::AST_FUNCTION_SEC:
      return inverse(of(Operation::cos, x));
    case ::AST_FUNCTION_CSC:
      return inverse(of(Operation::sin, x));
    case ::AST_FUNCTION_COT:
      return inverse(of(Operation::tan, x));
    case ::AST_FUNCTION_SECH:
      return inverse(of(Operation::cosh, x));
    case ::AST_FUNCTION_CSCH:
      return inverse(of(Operation::sinh, x));
    case ::AST_FUNCTION_COTH:
      return inverse(of(Operation::tanh, x));
    case ::AST_FUNCTION_ARCSEC:
      return of(Operation::acos, inverse(x));
    case ::AST_FUNCTION_ARCCSC:
      return of(Operation::asin, inverse(x));
    case ::AST_FUNCTION_ARCCOT:
      return of(Operation::atan, inverse(x));
    case ::AST_FUNCTION_ARCSECH:
      return of(Operation::acosh, inverse(x));
    case ::AST_FUNCTION_ARCCSCH:
      return of(Operation::asinh, inverse(x));
    case ::AST_FUNCTION_ARCCOTH:
      return of(Operation::atanh, inverse(x));
    default:
      return std::nullopt;
  }
}

std::optional<Expression> of_one(::ASTNodeType_t type, const Expression& term) {
  switch (type) {
    case ::AST_MINUS:
      return -term;
    case ::AST_FUNCTION_ROOT:
      return of(Operation::sqrt, term);
    case ::AST_FUNCTION_LOG:
      return of(Operation::ln, term) / Expression(std::numbers::ln10);
    default:
      return std::nullopt;
  }
}

std::optional<Expression> arithmetic(::ASTNodeType_t type, const std::vector<Expression>& terms) {
  switch (type) {
    case ::AST_PLUS:
      return folded(Operation::add, 0, terms);
    case ::AST_TIMES:
      return folded(Operation::multiply, 1, terms);
    case ::AST_FUNCTION_MIN:
      return folded(Operation::minimum, std::numeric_limits<double>::infinity(), terms);
    case ::AST_FUNCTION_MAX:
      return folded(Operation::maximum, -std::numeric_limits<double>::infinity(), terms);
    default:
      break;
  }
  if (terms.size() == 1) return of_one(type, terms[0]);
  if (terms.size() != 2) return std::nullopt;
  switch (type) {
    case ::AST_MINUS:
      return terms[0] - terms[1];
    case ::AST_DIVIDE:
      return terms[0] / terms[1];
    case ::AST_POWER:
    case ::AST_FUNCTION_POWER:
      return power(terms[0], terms[1]);
    case ::AST_FUNCTION_ROOT:
      return terms[0].is_number(2) ? of(Operation::sqrt, terms[1])
                                   : power(terms[1], inverse(terms[0]));
    case ::AST_FUNCTION_LOG:
      return of(Operation::ln, terms[1]) / of(Operation::ln, terms[0]);
    case ::AST_FUNCTION_REM:
      return of(Operation::remainder, terms[0], terms[1]);
    case ::AST_FUNCTION_QUOTIENT:
      return of(Operation::truncate, terms[0] / terms[1]);
    default:
      return std::nullopt;
  }
}

std::optional<Expression> truth(::ASTNodeType_t type, const std::vector<Expression>& terms) {
  switch (type) {
    case ::AST_LOGICAL_AND:
      return folded(Operation::both, 1, terms);
    case ::AST_LOGICAL_OR:
      return folded(Operation::either, 0, terms);
    case ::AST_LOGICAL_XOR:
      return folded(Operation::one_of, 0, terms);
    case ::AST_LOGICAL_IMPLIES:
      if (terms.size() != 2) return std::nullopt;
      return of(Operation::either, of(Operation::no, terms[0]), terms[1]);
    case ::AST_RELATIONAL_LT:
      return chained(Operation::less, terms, false);
    case ::AST_RELATIONAL_GT:
      return chained(Operation::less, terms, true);
    case ::AST_RELATIONAL_LEQ:
      return chained(Operation::less_equal, terms, false);
    case ::AST_RELATIONAL_GEQ:
      return chained(Operation::less_equal, terms, true);
    case ::AST_RELATIONAL_EQ:
      return chained(Operation::equal, terms, false);
    case ::AST_RELATIONAL_NEQ:
      return chained(Operation::not_equal, terms, false);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::vector<Expression> MathReader::children(const ASTNode& node, const Lookup& lookup) const {
  std::vector<Expression> terms;
  for (unsigned i = 0; i < node.getNumChildren(); ++i) {
    terms.push_back(read(*node.getChild(i), lookup));
  }
  return terms;
}

Expression MathReader::call(const ASTNode& node, const Lookup& lookup) const {
  const std::string name = node.getName();
  const ::FunctionDefinition* function = model_.getFunctionDefinition(name);
  if (function == nullptr) throw Unsupported{fmt::format("the unknown function \"{}\"", name)};
  if (function->getBody() == nullptr) return std::numeric_limits<double>::quiet_NaN();
  const std::vector<Expression> given = children(node, lookup);
  if (given.size() != function->getNumArguments()) {
    throw Unsupported{fmt::format("a call of \"{}\" with {} arguments", name, given.size())};
  }
  std::map<std::string, Expression> of_name;
  for (unsigned i = 0; i < given.size(); ++i) {
    of_name.emplace(function->getArgument(i)->getName(), given[i]);
  }
  return read(*function->getBody(), [&](const std::string& id) {
    const auto found = of_name.find(id);
    return found != of_name.end() ? found->second : lookup(id);
  });
}

Expression MathReader::piecewise(const ASTNode& node, const Lookup& lookup) const {
  const std::vector<Expression> parts = children(node, lookup);
  const bool has_otherwise = parts.size() % 2 == 1;
  Expression result =
      has_otherwise ? parts.back() : Expression(std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = parts.size() / 2; i-- > 0;) {
    result = choose(parts[2 * i + 1], parts[2 * i], result);
  }
  return result;
}

Expression MathReader::read(const ASTNode& node, const Lookup& lookup) const {
  if (const auto number = number_of(node)) return *number;
  const auto type = node.getType();
  switch (type) {
    case ::AST_NAME:
      return lookup(node.getName());
    case ::AST_NAME_TIME:
      return Expression::symbol(0);
    case ::AST_FUNCTION:
      return call(node, lookup);
    case ::AST_FUNCTION_DELAY:
      throw Unsupported{"delay()"};
    case ::AST_FUNCTION_PIECEWISE:
      return piecewise(node, lookup);
    case ::AST_FUNCTION_RATE_OF: {
      const Expression of_what = lookup(node.getChild(0)->getName());
      if (of_what.operation() == Operation::symbol) return of(Operation::rate_of, of_what);
      return 0.0;
    }
    default:
      break;
  }
  const std::vector<Expression> terms = children(node, lookup);
  if (const auto operation = unary_of(type); operation && terms.size() == 1) {
    return of(*operation, terms[0]);
  }
  if (terms.size() == 1) {
    if (auto result = reciprocal(type, terms[0])) return *result;
  }
  if (auto result = arithmetic(type, terms)) return *result;
  if (auto result = truth(type, terms)) return *result;
  const char* name = node.getName();
  throw Unsupported{fmt::format("the mathematical operator {}",
                                name != nullptr ? name : fmt::format("of type {}", int(type)))};
}

}  // namespace cytotwin::sbml
