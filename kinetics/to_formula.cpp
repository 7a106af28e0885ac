#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kinetics/infix.h"
#include "kinetics/internal_words.h"

namespace cytotwin {
namespace {

/// How tightly an operation binds; a tighter one stands within a looser one without brackets.
enum Binding : int { in_or, in_and, in_relation, in_sum, in_product, in_sign, in_power, in_value };

struct Infix {
  const char* sign;
  Binding binding;
};

Infix infix_of(Operation operation) {
  switch (operation) {
    case Operation::either:
      return {" || ", in_or};
    case Operation::both:
      return {" && ", in_and};
    case Operation::less:
      return {" < ", in_relation};
    case Operation::less_equal:
      return {" <= ", in_relation};
    case Operation::equal:
      return {" == ", in_relation};
    case Operation::one_of:
    case Operation::not_equal:
      return {" != ", in_relation};
    case Operation::add:
      return {" + ", in_sum};
    case Operation::subtract:
      return {" - ", in_sum};
    case Operation::multiply:
      return {" * ", in_product};
    case Operation::divide:
      return {" / ", in_product};
    case Operation::power:
      return {"^", in_power};
    default:
      return {nullptr, in_value};
  }
}

class Printer {
 public:
  explicit Printer(std::span<const std::string> names) : names_(names) {}

  std::string print(const Expression& expression, Binding around) const {
    if (expression.is_number()) return number(expression.value(), around);
    if (expression.operation() == Operation::symbol) return names_[expression.symbol()];
    const auto of = expression.arguments();
    const Infix infix = infix_of(expression.operation());
    if (infix.sign == nullptr) return prefix(expression, around);
    // a relation within a relation would read as a chain; powers go from the right
    const bool both_tighter = infix.binding == in_relation || infix.binding == in_power;
    const auto tighter = static_cast<Binding>(infix.binding + 1);
    if (expression.operation() == Operation::one_of) return exclusive(of[0], of[1], around);
    const std::string left = print(of[0], both_tighter ? tighter : infix.binding);
    const std::string right = print(of[1], infix.binding == in_power ? in_power : tighter);
    return bracketed(left + infix.sign + right, infix.binding < around);
  }

 private:
  static std::string bracketed(const std::string& text, bool needed) {
    return needed ? fmt::format("({})", text) : text;
  }

  static std::string number(double value, Binding around) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value))
      return bracketed(value < 0 ? "-inf" : "inf", value < 0 && around > in_sum);
    return bracketed(fmt::format("{}", value), std::signbit(value) && around > in_sum);
  }

  // "!=" of truths: "!" makes both sides one
  std::string exclusive(const Expression& a, const Expression& b, Binding around) const {
    const std::string text = fmt::format("!{} != !{}", print(a, in_sign), print(b, in_sign));
    return bracketed(text, in_relation < around);
  }

  std::string prefix(const Expression& expression, Binding around) const {
    const auto of = expression.arguments();
    switch (expression.operation()) {
      case Operation::negate:
        return bracketed(fmt::format("-{}", print(of[0], in_sign)), in_sign < around);
      case Operation::no:
        return bracketed(fmt::format("!{}", print(of[0], in_sign)), in_sign < around);
      case Operation::minimum:
        return list("min", of);
      case Operation::maximum:
        return list("max", of);
      case Operation::remainder:
        return list("rem", of);
      case Operation::choose:
        return list("if", of);
      case Operation::rate_of:
        return list("rate_of", of);
      default:
        break;
    }
    const auto known =
        std::find_if(formula::functions.begin(), formula::functions.end(),
                     [&](const auto& entry) { return entry.second == expression.operation(); });
    return list(known->first, of);
  }

  std::string list(std::string_view name, std::span<const Expression> arguments) const {
    std::string text(name);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      text += (i == 0 ? "(" : ", ") + print(arguments[i], in_or);
    }
    return text + ")";
  }

  std::span<const std::string> names_;
};

}  // namespace

std::string to_formula(const Expression& expression, std::span<const std::string> names) {
  return Printer(names).print(expression, in_or);
}

}  // namespace cytotwin
