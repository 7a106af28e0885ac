#include "kinetics/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>

#include "kinetics/derivative.h"

namespace cytotwin {
namespace {

/// Orders symbols so that each comes behind those it needs.
class DependencyOrder {
 public:
  using Needs = std::function<std::vector<std::uint32_t>(std::uint32_t)>;
  DependencyOrder(const Model& model, Needs needs)
      : model_(model), needs_(std::move(needs)), state_(model.quantities.size(), unseen) {}

  void visit(std::uint32_t symbol) {
    if (state_[symbol] == done) return;
    if (state_[symbol] == open) {
      throw std::invalid_argument(
          fmt::format("the value of \"{}\" depends on itself", model_.quantities[symbol].id));
    }
    state_[symbol] = open;
    for (const std::uint32_t needed : needs_(symbol)) visit(needed);
    state_[symbol] = done;
    order_.push_back(symbol);
  }

  std::vector<std::uint32_t> take() { return std::move(order_); }

 private:
  enum State : std::uint8_t { unseen, open, done };
  const Model& model_;
  Needs needs_;
  std::vector<State> state_;
  std::vector<std::uint32_t> order_;
};

/// Time derivatives of quantities and expressions.
class TimeDerivative {
 public:
  explicit TimeDerivative(const Model& model) : model_(model) {}

  Expression of_symbol(std::uint32_t symbol) {
    if (symbol == Model::time) return 1.0;
    const Quantity& quantity = model_.quantities[symbol];
    if (quantity.role == QuantityRole::constant) return 0.0;
    const auto known = known_.find(symbol);
    if (known != known_.end()) {
      if (!known->second) {
        throw std::invalid_argument(
            fmt::format("the rate of change of \"{}\" depends on itself", quantity.id));
      }
      return *known->second;
    }
    known_[symbol] = std::nullopt;
    const Expression rule = replaced(quantity.rule);
    const Expression rate = quantity.role == QuantityRole::state ? rule : of(rule);
    known_[symbol] = rate;
    return rate;
  }

  /// The expression with every rate_of worked out.
  Expression replaced(const Expression& expression) {
    if (expression.arguments().empty()) return expression;
    if (expression.operation() == Operation::rate_of) {
      return of_symbol(expression.arguments()[0].symbol());
    }
    const auto memo = replaced_.find(expression.node());
    if (memo != replaced_.end()) return memo->second;
    std::vector<Expression> arguments;
    bool same = true;
    for (const Expression& argument : expression.arguments()) {
      arguments.push_back(replaced(argument));
      same = same && arguments.back().node() == argument.node();
    }
    const Expression result =
        same ? expression : Expression::of(expression.operation(), std::move(arguments));
    kept_.push_back(expression);
    replaced_.emplace(expression.node(), result);
    return result;
  }

 private:
  // chain rule over the symbols that occur
  Expression of(const Expression& expression) {
    Expression sum = 0.0;
    for (const std::uint32_t symbol : symbols_in(expression)) {
      const Expression rate = of_symbol(symbol);
      if (rate.is_number(0)) continue;
      const Expression partial = Derivative(symbol)(expression);
      if (partial.is_number(0)) continue;
      const Expression term = partial.is_number(1) ? rate : partial * rate;
      sum = sum.is_number(0) ? term : sum + term;
    }
    return sum;
  }

  const Model& model_;
  std::map<std::uint32_t, std::optional<Expression>> known_;
  ExpressionMemo replaced_;
  std::vector<Expression> kept_;  // so that no address in the memo is used again
};

std::vector<std::uint32_t> without_time(std::vector<std::uint32_t> symbols) {
  std::erase(symbols, Model::time);
  return symbols;
}

}  // namespace

std::optional<std::uint32_t> Model::find(const std::string& wanted) const {
  for (std::uint32_t i = 0; i < quantities.size(); ++i) {
    if (quantities[i].id == wanted) return i;
  }
  return std::nullopt;
}

std::uint32_t Model::add(Quantity quantity) {
  quantities.push_back(std::move(quantity));
  return static_cast<std::uint32_t>(quantities.size() - 1);
}

void complete_rates(Model& model) {
  Model completed = model;
  TimeDerivative derivative(model);
  const auto replace = [&](Expression& expression) {
    expression = derivative.replaced(expression);
  };
  for (Quantity& quantity : completed.quantities) {
    replace(quantity.initial);
    replace(quantity.rule);
  }
  for (Reaction& reaction : completed.reactions) {
    for (Reaction::Change& change : reaction.changes) replace(change.coefficient);
  }
  for (Event& event : completed.events) {
    replace(event.trigger);
    if (event.delay) replace(*event.delay);
    if (event.priority) replace(*event.priority);
    for (Event::Assignment& assignment : event.assignments) {
      replace(assignment.value);
      if (assignment.size) replace(*assignment.size);
    }
  }
  model = std::move(completed);
}

std::vector<std::uint32_t> assignment_order(const Model& model) {
  const auto is_assigned = [&](std::uint32_t symbol) {
    return model.quantities[symbol].role == QuantityRole::assigned;
  };
  DependencyOrder order(model, [&](std::uint32_t symbol) {
    std::vector<std::uint32_t> needs = symbols_in(model.quantities[symbol].rule);
    std::erase_if(needs, [&](std::uint32_t needed) { return !is_assigned(needed); });
    return needs;
  });
  for (std::uint32_t i = 0; i < model.quantities.size(); ++i) {
    if (is_assigned(i)) order.visit(i);
  }
  return order.take();
}

std::vector<std::uint32_t> initial_order(const Model& model) {
  DependencyOrder order(model, [&](std::uint32_t symbol) {
    const Quantity& quantity = model.quantities[symbol];
    const bool assigned = quantity.role == QuantityRole::assigned;
    return without_time(symbols_in(assigned ? quantity.rule : quantity.initial));
  });
  for (std::uint32_t i = 1; i < model.quantities.size(); ++i) order.visit(i);
  return order.take();
}

}  // namespace cytotwin
