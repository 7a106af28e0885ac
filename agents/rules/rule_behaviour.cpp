#include "agents/rules/rule_behaviour.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "agents/rules/response.h"

namespace cytotwin {
namespace {

bool known_without_gathering(SignalKind kind) {
  return kind == SignalKind::concentration || kind == SignalKind::pressure ||
         kind == SignalKind::volume;
}

double base_of(const CellType& type, Control control) {
  if (control.kind == ControlKind::variable) {
    return control.index < type.variables.size() ? type.variables[control.index].mean : 0;
  }
  if (control.kind == ControlKind::phase_exit && !type.cycle.phases.at(control.index).stochastic) {
    return 1;  // the pace of a fixed phase
  }
  return base_value(type, control);
}

// The dead export nothing; they secrete and take up a part.
double base_of_dead(const CellType& type, Control control, double base) {
  switch (control.kind) {
    case ControlKind::net_export:
      return 0;
    case ControlKind::secretion:
      return base * type.death.secretion_factor;
    case ControlKind::uptake:
      return base * type.death.uptake_factor;
    default:
      return base;
  }
}

double legal(ControlKind kind, double value) {
  switch (kind) {
    case ControlKind::net_export:
    case ControlKind::chemotaxis:
    case ControlKind::variable:
    case ControlKind::variable_rate:
      return value;
    case ControlKind::bias:
    case ControlKind::movable:
    case ControlKind::divide_into:
      return std::clamp(value, 0.0, 1.0);
    case ControlKind::reach:
      return std::clamp(value, 1.0, largest_legal_reach);
    case ControlKind::persistence:
    case ControlKind::attack_duration:
      return std::max(value, 1e-9);
    default:
      return std::max(value, 0.0);
  }
}

}  // namespace

RuleBehaviour::RuleBehaviour(const CellType& type, std::vector<Rule> rules,
                             std::vector<Drive> drives, std::span<const std::string> substances,
                             std::span<const Variable> variables)
    : standard_(type, substances, variables),
      // the standard behaviour's own come first, so that it can be handed the same batch
      senses_(standard_.senses().begin(), standard_.senses().end()) {
  asks_dead_ = std::any_of(rules.begin(), rules.end(),
                           [](const Rule& rule) { return rule.applies_to_dead; });
  for (const Rule& rule : rules) {
    if (!known_without_gathering(rule.signal.kind)) sense(rule.signal);
  }
  for (const Drive& drive : drives) sense({SignalKind::variable, drive.variable});
  if (asks_dead_) {
    sense({SignalKind::dead});
    dead_row_ = source_of({SignalKind::dead}).row;
  }
  for (const Rule& rule : rules) add(type, rule);
  for (const Drive& drive : drives) add(type, drive);
}

void RuleBehaviour::sense(Signal signal) {
  if (std::find(senses_.begin(), senses_.end(), signal) == senses_.end()) {
    senses_.push_back(signal);
  }
}

RuleBehaviour::Source RuleBehaviour::source_of(Signal signal) const {
  if (known_without_gathering(signal.kind)) return {false, signal.index, signal.kind};
  const auto found = std::find(senses_.begin(), senses_.end(), signal);
  return {true, static_cast<std::size_t>(found - senses_.begin()), signal.kind};
}

void RuleBehaviour::add(const CellType& type, const Rule& rule) {
  if (!(rule.half_maximum > 0) || !(rule.hill_power > 0)) {
    throw std::invalid_argument(
        fmt::format("rule of \"{}\": half-maximum {} and power {} must be positive", type.name,
                    rule.half_maximum, rule.hill_power));
  }
  Response& response = response_to(type, rule.behaviour);
  Direction& direction = rule.increases ? response.up : response.down;
  if (!direction.rules.empty() && direction.saturation != rule.saturation) {
    throw std::invalid_argument(
        fmt::format("rules of \"{}\": two saturations, {} and {}, for one behaviour and direction",
                    type.name, direction.saturation, rule.saturation));
  }
  direction.saturation = rule.saturation;
  direction.rules.push_back(rule);
  direction.sources.push_back(source_of(rule.signal));
}

void RuleBehaviour::add(const CellType& type, const Drive& drive) {
  Response& response = response_to(type, drive.behaviour);
  if (response.driven) {
    throw std::invalid_argument(
        fmt::format("rules of \"{}\": two drives of one behaviour", type.name));
  }
  response.driven = true;
  response.base = drive.factor;
  response.driver = source_of({SignalKind::variable, drive.variable}).row;
}

RuleBehaviour::Response& RuleBehaviour::response_to(const CellType& type, Control behaviour) {
  for (Response& response : responses_) {
    if (response.behaviour == behaviour) return response;
  }
  Response response;
  response.behaviour = behaviour;
  response.base = base_of(type, behaviour);
  response.base_of_dead = base_of_dead(type, behaviour, response.base);
  if (has_column(behaviour.kind)) {
    response.column = controls_.size();
    controls_.push_back(behaviour);
  }
  responses_.push_back(std::move(response));
  return responses_.back();
}

double RuleBehaviour::strength(const Direction& direction, const Signals& signals, std::size_t cell,
                               bool dead) const {
  constexpr std::size_t most = 8;  // terms on the stack; more are rare
  HillTerm few[most];
  std::vector<HillTerm> many;
  std::size_t count = 0;
  if (direction.rules.size() > most) many.resize(direction.rules.size());
  HillTerm* terms = many.empty() ? few : many.data();
  for (std::size_t r = 0; r < direction.rules.size(); ++r) {
    const Rule& rule = direction.rules[r];
    if (dead && !rule.applies_to_dead) continue;
    const Source& source = direction.sources[r];
    double level = 0;
    if (source.sensed) {
      level = signals.sensed[source.row * signals.size() + cell];
    } else if (source.kind == SignalKind::concentration) {
      level = signals.substance(source.row)[cell];
    } else {
      level = source.kind == SignalKind::pressure ? signals.pressure[cell] : signals.volume[cell];
    }
    terms[count++] = {level, rule.half_maximum, rule.hill_power};
  }
  return hill_response({terms, count});
}

double RuleBehaviour::value(const Response& response, const Signals& signals, std::size_t cell,
                            bool dead) const {
  double base = dead ? response.base_of_dead : response.base;
  if (response.driven && !dead) {
    base = response.base * signals.sensed[response.driver * signals.size() + cell];
  }
  const double result =
      combine(base, response.up.saturation, strength(response.up, signals, cell, dead),
              response.down.saturation, strength(response.down, signals, cell, dead));
  return legal(response.behaviour.kind, result);
}

void RuleBehaviour::set_rate(const Response& response, const Signals& signals, const Rates& rates,
                             std::size_t cell) const {
  const double ruled = value(response, signals, cell, false);
  switch (response.behaviour.kind) {
    case ControlKind::phase_exit:
      if (signals.phase[cell] == response.behaviour.index) {
        rates.phase_exit[cell] = standard_.limited(ruled, signals, cell);
      }
      return;
    case ControlKind::apoptosis:
      rates.apoptosis[cell] = ruled;
      return;
    default:
      rates.necrosis[cell] += ruled;
  }
}

void RuleBehaviour::evaluate(const Signals& signals, const Rates& rates) const {
  standard_.evaluate(signals, rates);
  for (std::size_t cell = 0; cell < signals.size(); ++cell) {
    const bool dead = asks_dead_ && signals.sensed[dead_row_ * signals.size() + cell] > 0;
    for (const Response& response : responses_) {
      if (!has_column(response.behaviour.kind)) {
        if (!dead) set_rate(response, signals, rates, cell);
        continue;
      }
      rates.controlled[response.column * signals.size() + cell] =
          value(response, signals, cell, dead);
    }
  }
}

}  // namespace cytotwin
