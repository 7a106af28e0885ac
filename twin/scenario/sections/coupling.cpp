#include <fmt/format.h>

#include <algorithm>

#include "core/toml/suggest.h"
#include "kinetics/infix.h"
#include "twin/scenario/references.h"
#include "twin/scenario/rule_words.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

std::size_t place_of(std::vector<Signal>& signals, Signal signal) {
  const auto found = std::find(signals.begin(), signals.end(), signal);
  if (found != signals.end()) return static_cast<std::size_t>(found - signals.begin());
  signals.push_back(signal);
  return signals.size() - 1;
}

std::uint32_t index_in(const std::vector<std::string>& names, const std::string& name) {
  return static_cast<std::uint32_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// Words of one network's coupling, once its names are known.
class Coupling {
 public:
  Coupling(ScenarioDraft& draft, KineticsDraft& kinetics, const RuleWords& words, Checks& checks)
      : draft_(draft),
        kinetics_(kinetics),
        words_(words),
        checks_(checks),
        label_(fmt::format("kinetics \"{}\": ", kinetics.name)) {}

  void resolve() {
    for (const KineticsInputDraft& input : kinetics_.inputs) resolve_input(input);
    for (const KineticsJumpDraft& jump : kinetics_.jumps) resolve_jump(jump);
    for (std::size_t o = 0; o < kinetics_.outputs.size(); ++o) resolve_output(o);
  }

 private:
  RuleWords::Report report_at(const Located& table, const std::string& what) {
    return
        [this, &table, what](const char* key, const std::string& message, const std::string& hint) {
          checks_.problem(table, key, label_ + what + message, hint);
        };
  }

  void resolve_input(const KineticsInputDraft& input) {
    if (!checks_.good(input, {"quantity", "signal", "factor", "formula", "signals"})) return;
    const auto report = report_at(input, fmt::format("input \"{}\": ", input.quantity));
    std::optional<Expression> value;
    if (input.formula.empty()) {
      if (const auto signal = words_.signal(input.signal, "signal", report))
        value = Expression(input.factor) * symbol_of(*signal);
    } else {
      value = formula_of(input, report);
    }
    const std::uint32_t constant = index_in(kinetics_.compiled->constant_names(), input.quantity);
    if (value) kinetics_.coupling.inputs.push_back({constant, *value});
  }

  Expression symbol_of(Signal signal) {
    return Expression::symbol(
        static_cast<std::uint32_t>(place_of(kinetics_.coupling.signals, signal)));
  }

  std::optional<Expression> formula_of(const KineticsInputDraft& input,
                                       const RuleWords::Report& report) {
    std::map<std::string, Expression> names;
    bool sound = true;
    for (const auto& [name, word] : input.signals) {
      const auto signal = words_.signal(word, "signals", report);
      sound = sound && signal.has_value();
      if (signal) names.emplace(name, symbol_of(*signal));
    }
    if (!sound) return std::nullopt;
    const auto value = [&](const std::string& name) {
      const auto found = names.find(name);
      if (found == names.end())
        throw std::invalid_argument(fmt::format("\"{}\" is none of the names in signals", name));
      return found->second;
    };
    try {
      return parse_formula(input.formula, {value, {}});
    } catch (const FormulaError& error) {
      report(
          "formula",
          fmt::format("\"{}\": {} (character {})", input.formula, error.what(), error.offset() + 1),
          "names are those in signals; docs/kinetics.md lists the functions");
    }
    return std::nullopt;
  }

  void resolve_jump(const KineticsJumpDraft& jump) {
    if (!checks_.good(jump, {"quantity", "signal", "factor"})) return;
    const auto report = report_at(jump, fmt::format("jump \"{}\": ", jump.quantity));
    const auto signal = words_.signal(jump.signal, "signal", report);
    if (!signal) return;
    kinetics_.coupling.jumps.push_back({index_in(kinetics_.compiled->state_names(), jump.quantity),
                                        place_of(kinetics_.coupling.signals, *signal),
                                        jump.factor});
  }

  void resolve_output(std::size_t o) {
    const KineticsOutputDraft& output = kinetics_.outputs[o];
    if (!checks_.good(output, {"quantity", "variable", "behaviour", "scale"})) return;
    if (output.behaviour.empty() || output.scale.empty()) return;  // reported where names are
    if (o >= kinetics_.coupling.outputs.size()) return;
    const auto report = report_at(output, fmt::format("output \"{}\": ", output.quantity));
    auto drive = words_.drive(kinetics_.cell_type, output.behaviour, output.scale, report);
    if (!drive) return;
    drive->variable = static_cast<std::uint16_t>(kinetics_.coupling.outputs[o].variable);
    std::vector<Drive>& drives =
        draft_.drives[index_of_name(draft_.cell_types, kinetics_.cell_type)];
    const bool twice = std::any_of(drives.begin(), drives.end(), [&](const Drive& other) {
      return other.behaviour == drive->behaviour;
    });
    if (twice)
      return report("behaviour",
                    fmt::format("\"{}\" of \"{}\" is set by another output", output.behaviour,
                                kinetics_.cell_type),
                    "one quantity sets a behaviour; let the network add them up");
    drives.push_back(*drive);
  }

  ScenarioDraft& draft_;
  KineticsDraft& kinetics_;
  const RuleWords& words_;
  Checks& checks_;
  std::string label_;
};

bool sound(const ScenarioDraft& draft, const Checks& checks) {
  const auto all = [&](const auto& list) {
    return std::all_of(list.begin(), list.end(),
                       [&](const auto& one) { return checks.good(one, {"name"}); });
  };
  return checks.good(draft, {"substance", "variable", "cell_type"}) && all(draft.substances) &&
         all(draft.variables) && all(draft.cell_types);
}

void check(ScenarioDraft& draft, Checks& checks) {
  if (!sound(draft, checks)) return;
  draft.drives.assign(draft.cell_types.size(), {});
  const RuleWords words(draft, checks.units());
  for (KineticsDraft& kinetics : draft.kinetics) {
    if (kinetics.compiled == nullptr || !checks.good(kinetics, {"cell_type"})) continue;
    if (index_of_name(draft.cell_types, kinetics.cell_type) == draft.cell_types.size()) continue;
    Coupling(draft, kinetics, words, checks).resolve();
  }
}

void fill(const ScenarioDraft& draft, Scenario& scenario) { scenario.drives = draft.drives; }

}  // namespace

Section coupling_section() {
  return {[](TableBuilder<ScenarioDraft>&) {}, check, fill};
}

}  // namespace cytotwin
