#include "twin/scenario/rule_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agents/contacts/links.h"
#include "agents/mechanics/laws.h"
#include "core/toml/suggest.h"
#include "twin/scenario/measure.h"
#include "twin/scenario/references.h"

namespace cytotwin {

namespace {

VocabularyNames names_of(const ScenarioDraft& draft) {
  VocabularyNames names;
  for (const SubstanceDraft& substance : draft.substances)
    names.substances.push_back(substance.name);
  for (const CellTypeDraft& type : draft.cell_types) {
    names.cell_types.push_back(type.name);
    names.phases = std::max(names.phases, type.cycle.phases.size());
  }
  for (const Variable& variable : draft.variables) names.variables.push_back(variable.name);
  return names;
}

Measure measure_of(SignalKind kind) {
  switch (kind) {
    case SignalKind::concentration:
    case SignalKind::internalised:
      return Measure::concentration;
    case SignalKind::volume:
      return Measure::volume;
    case SignalKind::attack_time:
    case SignalKind::time:
      return Measure::time;
    default:
      return Measure::pure_number;
  }
}

Measure measure_of(ControlKind kind) {
  switch (kind) {
    case ControlKind::secretion_target:
      return Measure::concentration;
    case ControlKind::net_export:
      return Measure::concentration_rate;
    case ControlKind::speed:
    case ControlKind::repulsion:
    case ControlKind::adhesion:
    case ControlKind::membrane_adhesion:
    case ControlKind::membrane_repulsion:
      return Measure::speed;
    case ControlKind::persistence:
    case ControlKind::attack_duration:
      return Measure::time;
    case ControlKind::bias:
    case ControlKind::chemotaxis:
    case ControlKind::movable:
    case ControlKind::reach:
    case ControlKind::affinity:
    case ControlKind::most_attachments:
    case ControlKind::divide_into:
    case ControlKind::immunogenicity:
    case ControlKind::variable:
      return Measure::pure_number;
    default:
      return Measure::rate;
  }
}

Range range_of(ControlKind kind) {
  switch (kind) {
    case ControlKind::net_export:
    case ControlKind::chemotaxis:
    case ControlKind::variable:
    case ControlKind::variable_rate:
      return any_value();
    case ControlKind::bias:
    case ControlKind::movable:
    case ControlKind::divide_into:
      return between(0, 1);
    case ControlKind::reach:
      return between(1, largest_legal_reach);
    case ControlKind::most_attachments:
      return between(0, static_cast<double>(most_links));
    default:
      return at_least(0);
  }
}

}  // namespace

RuleWords::RuleWords(const ScenarioDraft& draft, const UnitSystem& units)
    : draft_(draft), units_(units), names_(names_of(draft)), vocabulary_(names_) {
  for (const SubstanceDraft& substance : draft.substances) {
    substance_units_.push_back(substance.unit);
  }
}

const CellTypeDraft* RuleWords::type_of(const RuleDraft& rule) const {
  const std::size_t index = index_of_name(draft_.cell_types, rule.cell_type);
  return index < draft_.cell_types.size() ? &draft_.cell_types[index] : nullptr;
}

Dimension RuleWords::dimension_of_signal(Signal signal) const {
  if (signal.kind == SignalKind::gradient) {
    const std::string& unit = substance_units_[signal.index];
    const std::string per_length = unit.empty() || unit == "1" ? "1/um" : unit + "/um";
    return {"concentration/length", per_length, "0.1 " + per_length};
  }
  const bool by_substance = indexed_by(signal.kind) == IndexedBy::substance;
  return dimension_of(measure_of(signal.kind), by_substance ? substance_units_[signal.index] : "");
}

Dimension RuleWords::dimension_of_behaviour(Control control, const CellTypeDraft* type) const {
  // the rules of a fixed phase set its pace
  if (control.kind == ControlKind::phase_exit && type != nullptr &&
      control.index < type->cycle.phases.size() && !type->cycle.phases[control.index].stochastic)
    return dimension_of(Measure::pure_number, "");
  const bool by_substance = indexed_by(control.kind) == IndexedBy::substance;
  return dimension_of(measure_of(control.kind),
                      by_substance ? substance_units_[control.index] : "");
}

namespace {

std::optional<double> parsed(const UnitSystem& units, const std::string& text,
                             const Dimension& dimension, const Range& range, const char* key,
                             const RuleWords::Report& report) {
  const std::string allowed = range.words(dimension.unit);
  try {
    const double value = units.parse(text, dimension);
    if (std::isfinite(value) && range.contains(value)) return value;
    report(key, fmt::format("{} = \"{}\" is out of range", key, text), "allowed: " + allowed);
  } catch (const UnitError& error) {
    const std::string hint = error.hint().empty()
                                 ? fmt::format("write for example \"{}\"", dimension.example)
                                 : error.hint();
    report(key, fmt::format("{} = {}", key, error.what()), hint);
  }
  return std::nullopt;
}

}  // namespace

void RuleWords::check_phase(const RuleDraft& rule, Control control, const Report& report) const {
  const CellTypeDraft* type = type_of(rule);
  if (control.kind != ControlKind::phase_exit || type == nullptr || type->cycle.phases.empty())
    return;
  if (control.index < type->cycle.phases.size()) return;
  report("behaviour",
         fmt::format("cell_type \"{}\" has {} phases, \"{}\" names the one numbered {}",
                     rule.cell_type, type->cycle.phases.size(), rule.behaviour, control.index),
         "phases are numbered from 0");
}

void RuleWords::resolve(RuleDraft& rule, const Report& report) const {
  bool sound = true;
  const Report tell = [&](const char* key, const std::string& message, const std::string& hint) {
    sound = false;
    report(key, message, hint);
  };
  const CellTypeDraft* type = type_of(rule);
  if (type == nullptr)
    tell("cell_type", fmt::format("unknown cell_type \"{}\"", rule.cell_type),
         suggestion(rule.cell_type, names_.cell_types, "cell types"));
  const auto signal = vocabulary_.signal(rule.signal);
  const auto behaviour = vocabulary_.behaviour(rule.behaviour);
  if (!signal)
    tell("signal", fmt::format("unknown signal \"{}\"", rule.signal),
         suggestion(rule.signal, vocabulary_.signals(), "signals"));
  if (!behaviour)
    tell("behaviour", fmt::format("unknown behaviour \"{}\"", rule.behaviour),
         suggestion(rule.behaviour, vocabulary_.behaviours(), "behaviours"));
  if (behaviour) check_phase(rule, *behaviour, tell);
  Rule out;
  if (signal) {
    const auto half = parsed(units_, rule.half_maximum, dimension_of_signal(*signal), more_than(0),
                             "half_maximum", tell);
    out.signal = *signal;
    out.half_maximum = half.value_or(1);
  }
  if (behaviour) {
    const auto saturation =
        parsed(units_, rule.saturation, dimension_of_behaviour(*behaviour, type),
               range_of(behaviour->kind), "saturation", tell);
    out.behaviour = *behaviour;
    out.saturation = saturation.value_or(0);
  }
  if (!sound) return;
  out.increases = rule.increases;
  out.hill_power = rule.hill_power;
  out.applies_to_dead = rule.applies_to_dead;
  rule.rule = out;
}

namespace {

std::string with_unit(const std::string& number, const Dimension& dimension) {
  return dimension.unit.empty() ? number : number + " " + dimension.unit;
}

}  // namespace

std::string RuleWords::with_signal_unit(const std::string& number, const RuleDraft& rule) const {
  const auto signal = vocabulary_.signal(rule.signal);
  return signal ? with_unit(number, dimension_of_signal(*signal)) : number;
}

std::string RuleWords::with_behaviour_unit(const std::string& number, const RuleDraft& rule) const {
  const auto behaviour = vocabulary_.behaviour(rule.behaviour);
  return behaviour ? with_unit(number, dimension_of_behaviour(*behaviour, type_of(rule))) : number;
}

bool RuleWords::has_other_saturation(const std::vector<RuleDraft>& rules, std::size_t index) const {
  const RuleDraft& rule = rules[index];
  return std::any_of(rules.begin(), rules.begin() + static_cast<std::ptrdiff_t>(index),
                     [&](const RuleDraft& earlier) {
                       return earlier.rule && earlier.cell_type == rule.cell_type &&
                              earlier.rule->behaviour == rule.rule->behaviour &&
                              earlier.increases == rule.increases &&
                              earlier.rule->saturation != rule.rule->saturation;
                     });
}

}  // namespace cytotwin
