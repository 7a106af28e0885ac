#include "kinetics/network.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "kinetics/derivative.h"

namespace cytotwin {
namespace {

// Rules with assigned quantities written out, every symbol replaced by its input.
std::vector<Expression> resolve(const Model& model, const std::vector<std::uint32_t>& input_of) {
  std::vector<Expression> of_symbol(model.quantities.size());
  for (std::uint32_t i = 0; i < of_symbol.size(); ++i)
    of_symbol[i] = Expression::symbol(input_of[i]);
  ExpressionMemo memo;
  const auto replacement = [&](std::uint32_t symbol) { return of_symbol[symbol]; };
  for (const std::uint32_t i : assignment_order(model)) {
    of_symbol[i] = substitute(model.quantities[i].rule, replacement, memo);
  }
  return of_symbol;
}

void collect_relations(const Expression& expression, std::vector<Expression>& relations,
                       std::unordered_set<const Expression::Node*>& seen) {
  if (!seen.insert(expression.node()).second) return;
  const Operation operation = expression.operation();
  if (operation == Operation::equal || operation == Operation::not_equal) {
    // equal at one moment only: it lies where the two change order
    relations.push_back(
        Expression::of(Operation::less, {expression.arguments()[0], expression.arguments()[1]}));
  }
  if (operation >= Operation::less && operation <= Operation::not_equal) {
    relations.push_back(expression);
  }
  for (const Expression& argument : expression.arguments()) {
    collect_relations(argument, relations, seen);
  }
}

}  // namespace

Network::Network(const Model& given) : id_(given.id), species_(given.species) {
  Model model = given;
  complete_rates(model);
  name_quantities(model);
  const std::vector<Expression> resolved = resolve(model, input_of_);
  values_ = Tape(resolved, inputs());
  value_expressions_ = resolved;
  compile_rates(model, resolved);
  compile_events(model, resolved);
  compile_start(model);
}

void Network::name_quantities(const Model& model) {
  for (const Quantity& quantity : model.quantities) quantity_names_.push_back(quantity.id);
  input_of_.assign(model.quantities.size(), 0);
  for (std::uint32_t i = 1; i < model.quantities.size(); ++i) {
    const Quantity& quantity = model.quantities[i];
    if (quantity.role != QuantityRole::constant) continue;
    constant_names_.push_back(quantity.id);
    input_of_[i] = static_cast<std::uint32_t>(constant_names_.size());
    default_constants_.push_back(quantity.initial.is_number() ? quantity.initial.value()
                                                              : std::nan(""));
  }
  for (std::uint32_t i = 1; i < model.quantities.size(); ++i) {
    if (model.quantities[i].role != QuantityRole::state) continue;
    state_names_.push_back(model.quantities[i].id);
    input_of_[i] = static_cast<std::uint32_t>(constants() + state_names_.size());
    is_amount_.push_back(std::any_of(model.species.begin(), model.species.end(),
                                     [&](const SpeciesForms& of) { return of.amount == i; }));
  }
}

void Network::compile_rates(const Model& model, std::span<const Expression> resolved) {
  ExpressionMemo memo;
  const auto replacement = [&](std::uint32_t symbol) { return resolved[symbol]; };
  std::vector<Expression>& rates = rate_expressions_;
  for (const Quantity& quantity : model.quantities) {
    if (quantity.role != QuantityRole::state) continue;
    rates.push_back(substitute(quantity.rule, replacement, memo));
  }
  rates_ = Tape(rates, inputs());
  std::vector<Expression> linearised = rates;
  Derivative by_time(Model::time);
  for (const Expression& rate : rates) linearised.push_back(by_time(rate));
  std::vector<Expression> entries;
  for (std::size_t column = 0; column < states(); ++column) {
    Derivative by(static_cast<std::uint32_t>(1 + constants() + column));
    pattern_.first.push_back(static_cast<std::uint32_t>(pattern_.row.size()));
    for (std::size_t row = 0; row < states(); ++row) {
      const Expression entry = by(rates[row]);
      if (entry.is_number(0) && row != column) continue;
      pattern_.row.push_back(static_cast<std::uint32_t>(row));
      entries.push_back(entry);
    }
  }
  pattern_.first.push_back(static_cast<std::uint32_t>(pattern_.row.size()));
  jacobian_ = Tape(entries, inputs());
  linearised.insert(linearised.end(), entries.begin(), entries.end());
  linearisation_ = Tape(linearised, inputs());
}

Tape Network::slopes_by(std::span<const std::uint32_t> constants) const {
  std::vector<Expression> slopes;
  for (const std::uint32_t constant : constants) {
    Derivative by(1 + constant);
    for (const Expression& rate : rate_expressions_) slopes.push_back(by(rate));
  }
  return {slopes, inputs()};
}

namespace {

// Symbols 1 ... changing of an expression change; how fast is symbols inputs ... .
Expression along(const Expression& expression, std::size_t inputs,
                 std::map<std::uint32_t, Derivative>& by) {
  Expression slope = 0.0;
  for (const std::uint32_t symbol : symbols_in(expression)) {
    if (symbol == Model::time) continue;
    const Expression partial = by.try_emplace(symbol, symbol).first->second(expression);
    if (partial.is_number(0)) continue;
    const auto direction = static_cast<std::uint32_t>(inputs + symbol - 1);
    const Expression part = partial * Expression::symbol(direction);
    slope = slope.is_number(0) ? part : slope + part;
  }
  return slope;
}

Tape tape_along(std::span<const Expression> expressions, std::size_t inputs) {
  std::map<std::uint32_t, Derivative> by;
  std::vector<Expression> slopes;
  for (const Expression& expression : expressions) slopes.push_back(along(expression, inputs, by));
  return {slopes, 2 * inputs - 1};
}

}  // namespace

Tape Network::rates_along() const { return tape_along(rate_expressions_, inputs()); }

Tape Network::values_along(std::span<const std::size_t> quantities) const {
  std::vector<Expression> wanted;
  for (const std::size_t quantity : quantities) wanted.push_back(value_expressions_[quantity]);
  return tape_along(wanted, inputs());
}

Tape Network::start_along() const { return tape_along(start_expressions_, 1 + constants()); }

void Network::compile_events(const Model& model, std::span<const Expression> resolved) {
  ExpressionMemo memo;
  const auto replacement = [&](std::uint32_t symbol) { return resolved[symbol]; };
  std::vector<Expression> outputs, relations;
  std::unordered_set<const Expression::Node*> seen;
  const auto put = [&](const Expression& expression) {
    outputs.push_back(substitute(expression, replacement, memo));
    return static_cast<std::uint32_t>(outputs.size() - 1);
  };
  for (const Event& event : model.events) {
    CompiledEvent compiled{event.id,
                           event.initial_value,
                           event.persistent,
                           event.values_at_trigger,
                           put(event.trigger),
                           -1,
                           -1,
                           {}};
    collect_relations(outputs[compiled.trigger], relations, seen);
    if (event.delay) compiled.delay = put(*event.delay);
    if (event.priority) compiled.priority = put(*event.priority);
    for (const Event::Assignment& assignment : event.assignments) {
      const bool to_state = model.quantities[assignment.quantity].role == QuantityRole::state;
      const std::uint32_t input = input_of_[assignment.quantity] - 1;
      const std::uint32_t target =
          to_state ? input - static_cast<std::uint32_t>(constants()) : input;
      compiled.assignments.push_back({to_state, target, put(assignment.value), -1});
      if (assignment.size) compiled.assignments.back().size = put(*assignment.size);
    }
    compiled_events_.push_back(std::move(compiled));
  }
  event_tape_ = Tape(outputs, inputs());
  switches_ = Tape(relations, inputs());
}

// Inputs [time, constants]; outputs constants, then states.
void Network::compile_start(const Model& model) {
  std::vector<Expression> of_symbol(model.quantities.size());
  of_symbol[Model::time] = Expression::symbol(0);
  ExpressionMemo memo;
  const auto replacement = [&](std::uint32_t symbol) { return of_symbol[symbol]; };
  for (const std::uint32_t i : initial_order(model)) {
    const Quantity& quantity = model.quantities[i];
    const bool free = quantity.role == QuantityRole::constant && quantity.initial.is_number();
    const Expression& source =
        quantity.role == QuantityRole::assigned ? quantity.rule : quantity.initial;
    of_symbol[i] = free ? Expression::symbol(input_of_[i]) : substitute(source, replacement, memo);
  }
  std::vector<Expression>& outputs = start_expressions_;
  for (const QuantityRole role : {QuantityRole::constant, QuantityRole::state}) {
    for (std::uint32_t i = 1; i < model.quantities.size(); ++i) {
      if (model.quantities[i].role == role) outputs.push_back(of_symbol[i]);
    }
  }
  start_ = Tape(outputs, 1 + constants());
}

Network::Start Network::start(double time, std::span<const double> constants_given) const {
  std::vector<double> input = {time};
  input.insert(input.end(), constants_given.begin(), constants_given.end());
  std::vector<double> output(start_.outputs());
  Tape::Workspace workspace(start_, 1);
  start_.evaluate(input.data(), output.data(), workspace);
  const auto split = output.begin() + static_cast<std::ptrdiff_t>(constants());
  return {{output.begin(), split}, {split, output.end()}};
}

}  // namespace cytotwin
