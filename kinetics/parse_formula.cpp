#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include "kinetics/infix.h"
#include "kinetics/internal_words.h"

namespace cytotwin {
namespace {

Expression of(Operation operation, const Expression& a, const Expression& b) {
  return Expression::of(operation, {a, b});
}

bool begins_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool goes_on(char c) {
  return begins_name(c) || std::isdigit(static_cast<unsigned char>(c)) || c == '.';
}

class Parser {
 public:
  Parser(std::string_view text, const FormulaNames& names) : text_(text), names_(names) {}

  Expression whole() {
    const Expression result = either();
    skip();
    if (at_ < text_.size()) fail(fmt::format("unexpected \"{}\"", text_.substr(at_, 1)), at_);
    return result;
  }

 private:
  [[noreturn]] void fail(const std::string& what, std::size_t at) const {
    throw FormulaError(what, at);
  }

  void skip() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }

  bool take(std::string_view token) {
    skip();
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }

  void expect(std::string_view token) {
    if (take(token)) return;
    if (at_ >= text_.size()) fail(fmt::format("\"{}\" is missing at the end", token), at_);
    fail(fmt::format("\"{}\" expected before \"{}\"", token, text_.substr(at_, 1)), at_);
  }

  Expression either() {
    Expression result = both();
    while (take("||")) result = of(Operation::either, result, both());
    return result;
  }

  Expression both() {
    Expression result = relation();
    while (take("&&")) result = of(Operation::both, result, relation());
    return result;
  }

  std::optional<std::pair<Operation, bool>> relation_sign() {
    if (take("<=")) return std::pair(Operation::less_equal, false);
    if (take(">=")) return std::pair(Operation::less_equal, true);
    if (take("==")) return std::pair(Operation::equal, false);
    if (take("!=")) return std::pair(Operation::not_equal, false);
    if (take("<")) return std::pair(Operation::less, false);
    if (take(">")) return std::pair(Operation::less, true);
    return std::nullopt;
  }

  Expression relation() {
    Expression left = sum();
    std::optional<Expression> all;
    while (const auto sign = relation_sign()) {
      const Expression right = sum();
      const Expression link =
          sign->second ? of(sign->first, right, left) : of(sign->first, left, right);
      all = all ? of(Operation::both, *all, link) : link;
      left = right;
    }
    return all.value_or(left);
  }

  Expression sum() {
    Expression result = product();
    while (true) {
      if (take("+")) {
        result = result + product();
      } else if (take("-")) {
        result = result - product();
      } else {
        return result;
      }
    }
  }

  Expression product() {
    Expression result = signed_power();
    while (true) {
      if (take("*")) {
        result = result * signed_power();
      } else if (take("/")) {
        result = result / signed_power();
      } else {
        return result;
      }
    }
  }

  // All nesting passes here, and so does every chain of signs and powers.
  Expression signed_power() {
    if (++depth_ > most_nested) fail("nested too deeply", at_);
    const Expression result = signed_power_within();
    --depth_;
    return result;
  }

  Expression signed_power_within() {
    if (take("-")) {
      const Expression of_what = signed_power();
      return of_what.is_number() ? Expression(-of_what.value()) : -of_what;
    }
    if (take("+")) return signed_power();
    skip();
    if (text_.substr(at_, 2) != "!=" && take("!")) {
      return Expression::of(Operation::no, {signed_power()});
    }
    const Expression base = primary();
    return take("^") ? power(base, signed_power()) : base;
  }

  Expression primary() {
    skip();
    if (take("(")) {
      const Expression inner = either();
      expect(")");
      return inner;
    }
    if (at_ >= text_.size()) fail("a value is missing at the end", at_);
    const char c = text_[at_];
    if (std::isdigit(static_cast<unsigned char>(c)) || c == '.') return number();
    if (begins_name(c)) return named();
    fail(fmt::format("a value expected before \"{}\"", text_.substr(at_, 1)), at_);
  }

  Expression number() {
    double value = 0;
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (error != std::errc()) fail("a number that cannot be read", at_);
    at_ += static_cast<std::size_t>(end - begin);
    return value;
  }

  Expression named() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && goes_on(text_[at_])) ++at_;
    const std::string name(text_.substr(begin, at_ - begin));
    try {
      if (take("(")) return call(name, begin);
      if (const auto value = number_of(name)) return *value;
      return names_.value(name);
    } catch (const std::invalid_argument& error) {
      fail(error.what(), begin);
    }
  }

  static std::optional<double> number_of(const std::string& name) {
    if (name == "pi") return std::numbers::pi;
    if (name == "true") return 1;
    if (name == "false") return 0;
    if (name == "inf") return std::numeric_limits<double>::infinity();
    if (name == "nan") return std::numeric_limits<double>::quiet_NaN();
    return std::nullopt;
  }

  Expression call(const std::string& name, std::size_t begin) {
    std::vector<Expression> arguments;
    if (!take(")")) {
      do arguments.push_back(either());
      while (take(","));
      expect(")");
    }
    const auto known = std::find_if(formula::functions.begin(), formula::functions.end(),
                                    [&](const auto& entry) { return entry.first == name; });
    if (known != formula::functions.end()) {
      require(name, arguments, 1, begin);
      return Expression::of(known->second, std::move(arguments));
    }
    if (is_formula_word(name)) return written_out(name, arguments, begin);
    if (!names_.call) fail(fmt::format("unknown function \"{}\"", name), begin);
    return names_.call(name, std::move(arguments));
  }

  void require(const std::string& name, const std::vector<Expression>& arguments, std::size_t count,
               std::size_t begin) const {
    if (arguments.size() == count) return;
    fail(fmt::format("{}() takes {} argument{}, not {}", name, count, count == 1 ? "" : "s",
                     arguments.size()),
         begin);
  }

  Expression written_out(const std::string& name, const std::vector<Expression>& of_what,
                         std::size_t begin) const {
    if (name == "min" || name == "max") {
      if (of_what.empty()) fail(fmt::format("{}() of nothing", name), begin);
      Expression result = of_what[0];
      for (std::size_t i = 1; i < of_what.size(); ++i) {
        result = of(name == "min" ? Operation::minimum : Operation::maximum, result, of_what[i]);
      }
      return result;
    }
    const std::size_t three = name == "if" || name == "hill" ? 3 : 2;
    require(name, of_what, name == "log10" || name == "rate_of" ? 1 : three, begin);
    if (name == "log10") {
      return Expression::of(Operation::ln, {of_what[0]}) / Expression(std::numbers::ln10);
    }
    if (name == "rate_of") {
      if (of_what[0].operation() != Operation::symbol) fail("rate_of() takes a name", begin);
      return Expression::of(Operation::rate_of, of_what);
    }
    if (name == "pow") return power(of_what[0], of_what[1]);
    if (name == "rem") return of(Operation::remainder, of_what[0], of_what[1]);
    if (name == "if") return choose(of_what[0], of_what[1], of_what[2]);
    const Expression strength = power(of_what[0], of_what[2]);  // hill
    return strength / (power(of_what[1], of_what[2]) + strength);
  }

  static constexpr int most_nested = 500;
  std::string_view text_;
  const FormulaNames& names_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Expression parse_formula(std::string_view text, const FormulaNames& names) {
  return Parser(text, names).whole();
}

bool is_formula_word(std::string_view name) {
  const auto among = [&](const auto& words) {
    return std::find(words.begin(), words.end(), name) != words.end();
  };
  return among(formula::more_functions) || among(formula::numbers) ||
         std::any_of(formula::functions.begin(), formula::functions.end(),
                     [&](const auto& entry) { return entry.first == name; });
}

}  // namespace cytotwin
