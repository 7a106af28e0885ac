#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "core/toml/suggest.h"
#include "kinetics/infix.h"
#include "kinetics/internal_words.h"
#include "kinetics/toml/internal_functions.h"

namespace cytotwin::network_toml {
namespace {

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(' ') - begin + 1));
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  if (trimmed(text).empty()) return parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.push_back(trimmed(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return parts;
}

}  // namespace

bool is_plain_name(std::string_view name) {
  const auto fits = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
  return !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(), fits);
}

void Functions::declare(const NodeEntry& entry) {
  const std::string_view head = entry.key;
  const std::size_t open = head.find('(');
  const std::string name = trimmed(head.substr(0, open));
  const bool closed = open != std::string_view::npos && trimmed(head).back() == ')';
  const std::string hint = "write for example \"f(x, y)\" = \"x * y\"";
  if (!closed || !is_plain_name(name)) {
    problems_.add(entry.key_mark, fmt::format("\"{}\" is no head of a function", entry.key), hint);
    return;
  }
  Function function{split_list(head.substr(open + 1, head.rfind(')') - open - 1)), &entry, {}, {}};
  for (const std::string& argument : function.arguments) {
    const bool twice =
        std::count(function.arguments.begin(), function.arguments.end(), argument) > 1;
    if (is_plain_name(argument) && !is_formula_word(argument) && !twice) continue;
    problems_.add(entry.key_mark,
                  twice ? fmt::format("the argument \"{}\" is there twice", argument)
                        : fmt::format("\"{}\" cannot name an argument", argument),
                  hint);
    return;
  }
  if (is_formula_word(name) || has(name)) {
    problems_.add(entry.key_mark, fmt::format("there is a function \"{}\" already", name),
                  "choose another name");
    return;
  }
  if (entry.value.kind != Node::Kind::string || entry.value.text.size() > longest_formula) {
    problems_.add(entry.value.mark, fmt::format("{} is no formula", describe(entry.value)), hint);
    return;
  }
  of_.emplace(name, std::move(function));
}

void Functions::read_all() {
  for (auto& [name, function] : of_) body_of(name, function);
}

std::vector<std::string> Functions::all_names() const {
  std::vector<std::string> names(formula::more_functions.begin(), formula::more_functions.end());
  for (const auto& [name, operation] : formula::functions) names.emplace_back(name);
  for (const auto& [name, function] : of_) names.push_back(name);
  return names;
}

const Expression& Functions::body_of(const std::string& name, Function& function) {
  if (function.state == State::open) {
    throw std::invalid_argument(fmt::format("the function \"{}\" calls itself", name));
  }
  if (function.state == State::read) return function.body;
  if (open_ >= most_open) {
    throw std::invalid_argument(
        fmt::format("more than {} functions call each other in a row", most_open));
  }
  ++open_;
  function.state = State::open;
  const auto argument = [&](const std::string& wanted) {
    const auto found = std::find(function.arguments.begin(), function.arguments.end(), wanted);
    if (found == function.arguments.end()) {
      throw std::invalid_argument(
          fmt::format("\"{}\" is no argument of {}()\n{}; functions see nothing else", wanted, name,
                      suggestion(wanted, function.arguments, "arguments")));
    }
    return Expression::symbol(static_cast<std::uint32_t>(found - function.arguments.begin()));
  };
  try {
    function.body = parse_formula(
        function.entry->value.text,
        {argument, [this](const std::string& callee, std::vector<Expression> arguments) {
           return call(callee, arguments);
         }});
  } catch (const FormulaError& error) {
    problems_.add(function.entry->value, error);
  }
  function.state = State::read;
  --open_;
  return function.body;
}

Expression Functions::call(const std::string& name, const std::vector<Expression>& arguments) {
  const auto found = of_.find(name);
  if (found == of_.end()) {
    throw std::invalid_argument(fmt::format("unknown function \"{}\"\n{}", name,
                                            suggestion(name, all_names(), "functions")));
  }
  Function& function = found->second;
  if (arguments.size() != function.arguments.size()) {
    throw std::invalid_argument(
        fmt::format("{}() takes {} argument{}, not {}", name, function.arguments.size(),
                    function.arguments.size() == 1 ? "" : "s", arguments.size()));
  }
  const Expression& body = body_of(name, function);
  ExpressionMemo memo;
  return substitute(
      body, [&](std::uint32_t argument) { return arguments[argument]; }, memo);
}

}  // namespace cytotwin::network_toml
