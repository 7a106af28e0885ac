#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cytotwin {

/// What a node of an expression does with its arguments. Truth is 1, everything else but 0 counts
/// as true too.
enum class Operation : std::uint8_t {
  number,
  symbol,
  add,
  subtract,
  multiply,
  divide,
  power,
  minimum,
  maximum,
  remainder,  ///< of the quotient rounded towards 0
  less,
  less_equal,
  equal,
  not_equal,
  both,
  either,
  one_of,  ///< exclusive or
  negate,
  no,  ///< logical not
  exp,
  ln,
  sqrt,
  abs,
  floor,
  ceil,
  truncate,  ///< towards 0
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  factorial,  ///< Gamma(x + 1)
  choose,     ///< (condition, value where it is true, value elsewhere)
  rate_of,    ///< time derivative of a symbol; only until a Model is completed
};

/// How many arguments an operation takes.
unsigned arguments_of(Operation operation);

/// An immutable expression over numbered symbols. Copies share their nodes, so that common parts
/// are kept, differentiated and evaluated once.
class Expression {
 public:
  struct Node;

  Expression();  ///< the number 0
  Expression(double value);
  static Expression symbol(std::uint32_t index);
  /// @throws std::invalid_argument if the number of arguments is not the operation's
  static Expression of(Operation operation, std::vector<Expression> arguments);

  Operation operation() const;
  double value() const;          ///< of a number
  std::uint32_t symbol() const;  ///< of a symbol
  std::span<const Expression> arguments() const;
  const Node* node() const { return node_.get(); }  ///< identity of what copies share

  bool is_number() const { return operation() == Operation::number; }
  bool is_number(double value) const { return is_number() && this->value() == value; }

 private:
  explicit Expression(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
  std::shared_ptr<const Node> node_;
};

Expression operator+(const Expression& a, const Expression& b);
Expression operator-(const Expression& a, const Expression& b);
Expression operator*(const Expression& a, const Expression& b);
Expression operator/(const Expression& a, const Expression& b);
Expression operator-(const Expression& a);
Expression power(const Expression& base, const Expression& exponent);
Expression choose(const Expression& condition, const Expression& yes, const Expression& no);

/// A map over expressions that visits every shared node once.
using ExpressionMemo = std::unordered_map<const Expression::Node*, Expression>;

/// Replaces symbols by what `replacement` returns for them. The memo belongs to one replacement; it
/// must not outlive the expressions it was filled from.
Expression substitute(const Expression& expression,
                      const std::function<Expression(std::uint32_t)>& replacement,
                      ExpressionMemo& memo);

/// Symbols that occur, each once, ascending.
std::vector<std::uint32_t> symbols_in(const Expression& expression);

/// Value of an operation; arguments beyond its own are left alone.
double apply(Operation operation, double a, double b, double c);

}  // namespace cytotwin
