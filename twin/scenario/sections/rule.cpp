#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "twin/scenario/references.h"
#include "twin/scenario/rule_words.h"
#include "twin/scenario/rules_csv.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = RuleDraft;

void declare_values(TableBuilder<T>& table) {
  table.text("saturation", &T::saturation,
             {.doc = "Of the behaviour, at a strong signal; with its unit.",
              .required = true,
              .example = "\"0.003 1/min\""});
  table.text("half_maximum", &T::half_maximum,
             {.doc = "Signal of half the response; with its unit.",
              .required = true,
              .example = "\"20 mmHg\""});
  table.number("hill_power", &T::hill_power, {.doc = "Steepness.", .range = {0, 100, true, false}});
}

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<T> table(
      "A signal raises or lowers a behaviour of a cell type (Johnson et al. 2023).");
  table.text("name", &T::name,
             {.doc = "How files that extend this one and --set call it; where it is left out they "
                     "replace all rules."});
  table.text("cell_type", &T::cell_type,
             {.doc = "Whose.", .required = true, .example = "\"tumour\""});
  table.text("signal", &T::signal,
             {.doc = "A word of the grammar.", .required = true, .example = "\"oxygen\""});
  table.choice<bool T::*, bool>("response", &T::increases,
                                {{"increases", true}, {"decreases", false}},
                                {.doc = "What the signal does.", .required = true});
  table.text("behaviour", &T::behaviour,
             {.doc = "A word of the grammar.",
              .required = true,
              .example = "\"cycle entry\"",
              .aliases = {"behavior"}});
  declare_values(table);
  table.truth("applies_to_dead", &T::applies_to_dead, {.doc = "Dead cells follow it too."});
  root.tables("rule", &ScenarioDraft::rules, table.build());
  TableBuilder<RulesFileDraft> file("Rules from a file, added to those of [[rule]].");
  file.text("file", &RulesFileDraft::file,
            {.doc = "CSV in the published grammar, version 3, relative to this scenario file.",
             .required = true,
             .example = "\"rules.csv\""});
  root.table("rules", &ScenarioDraft::rules_file, file.build(), {.aliases = {"cell_rules"}});
}

bool ready(const ScenarioDraft& draft, const Checks& checks) {
  const auto sound = [&](const auto& list) {
    return std::all_of(list.begin(), list.end(),
                       [&](const auto& one) { return checks.good(one, {"name"}); });
  };
  return checks.good(draft, {"substance", "variable", "cell_type"}) && sound(draft.substances) &&
         sound(draft.variables) && sound(draft.cell_types);
}

/// Why a behaviour has no effect in this scenario; empty if it has.
std::string idle_because(const ScenarioDraft& draft, ControlKind behaviour) {
  switch (behaviour) {
    case ControlKind::adhesion:
    case ControlKind::repulsion:
      return draft.mechanics.law == ForceLaw::linear_spring
                 ? "mechanics.law = \"linear_spring\" knows neither adhesion nor repulsion"
                 : "";
    case ControlKind::membrane_adhesion:
    case ControlKind::membrane_repulsion:
      return draft.mechanics.walls ? "" : "mechanics.walls = true puts walls up";
    case ControlKind::phagocytose_other_dead:
      return "cells here die by apoptosis or necrosis only";
    default:
      return "";
  }
}

void warn_of_idle(const ScenarioDraft& draft, const RuleDraft& rule, const std::string& label,
                  Checks& checks) {
  if (!rule.rule || !checks.good(draft.mechanics, {"law", "walls"})) return;
  const std::string why = idle_because(draft, rule.rule->behaviour.kind);
  if (!why.empty())
    checks.warning(rule, "behaviour",
                   fmt::format("{}\"{}\" has no effect here", label, rule.behaviour), why);
}

void read_file(ScenarioDraft& draft, const RuleWords& words, Checks& checks) {
  const RulesFileDraft& source = *draft.rules_file;
  if (!checks.good(source, {"file"})) return;
  const std::filesystem::path file =
      std::filesystem::absolute(checks.directory_of(source, "file") / source.file)
          .lexically_normal();
  try {
    std::vector<RuleDraft> rules = read_rules_csv(file, words);
    draft.rules.insert(draft.rules.end(), rules.begin(), rules.end());
  } catch (const InputError& error) {
    for (const InputProblem& problem : error.problems()) {
      if (problem.place.line > 0)
        checks.problem(problem);
      else
        checks.problem(source, "file",
                       fmt::format("rules: file \"{}\": {}", file.string(), problem.message),
                       problem.hint);
    }
  }
  // the rules stand in the scenario now, which is so complete without the file
  draft.rules_file.reset();
}

void check_names(const ScenarioDraft& draft, Checks& checks) {
  for (std::size_t i = 0; i < draft.rules.size(); ++i) {
    const RuleDraft& rule = draft.rules[i];
    const bool twice = std::any_of(draft.rules.begin(), draft.rules.begin() + i,
                                   [&](const RuleDraft& other) { return other.name == rule.name; });
    if (rule.name.empty() || !twice) continue;
    checks.problem(rule, "name", fmt::format("rule \"{}\" is defined twice", rule.name),
                   "give each its own name, or none");
  }
}

void check(ScenarioDraft& draft, Checks& checks) {
  check_names(draft, checks);
  if (!ready(draft, checks)) return;
  const RuleWords words(draft, checks.units());
  for (std::size_t i = 0; i < draft.rules.size(); ++i) {
    RuleDraft& rule = draft.rules[i];
    if (!checks.good(rule, {"cell_type", "signal", "response", "behaviour", "saturation",
                            "half_maximum", "hill_power"}))
      continue;
    const std::string label = fmt::format("rule {}: ", i + 1);
    words.resolve(rule, [&](const char* key, const std::string& message, const std::string& hint) {
      checks.problem(rule, key, label + message, hint);
    });
    warn_of_idle(draft, rule, label, checks);
  }
  if (draft.rules_file) read_file(draft, words, checks);
  for (std::size_t i = 0; i < draft.rules.size(); ++i) {
    const RuleDraft& rule = draft.rules[i];
    if (rule.rule && words.has_other_saturation(draft.rules, i))
      checks.problem(rule, "saturation",
                     fmt::format("rule {}: \"{}\" of \"{}\" {} towards another saturation in an "
                                 "earlier rule",
                                 i + 1, rule.behaviour, rule.cell_type,
                                 rule.increases ? "increases" : "decreases"),
                     "all rules that raise, or lower, one behaviour share their saturation");
  }
}

void fill(const ScenarioDraft& draft, Scenario& scenario) {
  scenario.rules.resize(draft.cell_types.size());
  for (const RuleDraft& rule : draft.rules)
    scenario.rules[index_of_name(draft.cell_types, rule.cell_type)].push_back(*rule.rule);
}

}  // namespace

Section rule_section() { return {declare, check, fill}; }

}  // namespace cytotwin
