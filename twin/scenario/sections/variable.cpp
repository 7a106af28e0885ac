#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "twin/scenario/references.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using Kind = VariableDistribution::Kind;

void declare(TableBuilder<ScenarioDraft>& root) {
  using T = Draft<Variable>;
  TableBuilder<T> table("A variable of your own that every cell has.");
  table.named_by("name");
  table.text("name", &T::name,
             {.doc = "How other sections call it.", .required = true, .example = "\"antigen\""});
  table.text("unit", &T::unit, {.doc = "Shown beside its values; they are not converted."});
  table.choice<AtDivision T::*, AtDivision>("at_division", &T::at_division,
                                            {{"copied", AtDivision::copied},
                                             {"halved", AtDivision::halved},
                                             {"reset", AtDivision::reset}},
                                            {.doc = "What daughters have of it; reset: 0."});
  root.tables("variable", &ScenarioDraft::variables, table.build(),
              {.aliases = {"variables", "custom_data"}});
}

// Frames have a column of each.
const std::vector<std::string> taken_names = {
    "type",   "phase",     "state",  "volume",           "pressure",      "calcified_fraction",
    "radius", "diameter",  "damage", "damage_delivered", "attack_target", "attack_time",
    "speed",  "phase_time"};

void check_name(const ScenarioDraft& draft, const Draft<Variable>& variable, Checks& checks) {
  const std::string& name = variable.name;
  const std::string label = fmt::format("variable \"{}\": ", name);
  if (name.empty() || name.find('/') != std::string::npos)
    return checks.problem(variable, "name", label + "a name needs letters and no \"/\"",
                          "columns of stores are named after it");
  const bool taken = std::find(taken_names.begin(), taken_names.end(), name) != taken_names.end();
  const bool substance = index_of_name(draft.substances, name) < draft.substances.size();
  if (taken || substance)
    checks.problem(variable, "name",
                   fmt::format("{}{} is called so already", label,
                               substance ? "a substance" : "another property of cells"),
                   "choose another name");
}

void check(ScenarioDraft& draft, Checks& checks) {
  check_unique_names<Draft<Variable>>(draft.variables, "name", "variable", &Draft<Variable>::name,
                                      checks);
  for (const Draft<Variable>& variable : draft.variables) {
    if (checks.good(variable, {"name"})) check_name(draft, variable, checks);
  }
}

void fill(const ScenarioDraft& draft, Scenario& scenario) {
  scenario.variables.assign(draft.variables.begin(), draft.variables.end());
  scenario.variables.insert(scenario.variables.end(), draft.shown.begin(), draft.shown.end());
}

Kind kind_of(const void* object) { return TableBuilder<CellVariableDraft>::of(object).kind; }
bool is_uniform(const void* object) { return kind_of(object) == Kind::uniform; }
bool has_mean(const void* object) { return !is_uniform(object); }
bool is_spread(const void* object) {
  return kind_of(object) == Kind::normal || kind_of(object) == Kind::lognormal;
}
bool has_bounds(const void* object) { return kind_of(object) != Kind::constant; }

}  // namespace

Section variable_section() { return {declare, check, fill}; }

Table cell_variable_table() {
  using T = CellVariableDraft;
  TableBuilder<T> table(
      "What new cells of this type have of a variable, and how it changes: v' = rate - decay v; 0 "
      "without this table.");
  table.named_by("name");
  table.text("name", &T::name,
             {.doc = "Which variable.", .required = true, .example = "\"antigen\""});
  table.choice<Kind T::*, Kind>(
      "distribution", &T::kind,
      {{"constant", Kind::constant},
       {"normal", Kind::normal},
       {"lognormal", Kind::lognormal},
       {"uniform", Kind::uniform}},
      {.doc = "Drawn for each cell of the start and of an infusion.", .required = true});
  table.number("mean", &T::mean,
               {.doc = "The value of constant; of lognormal the median.",
                .aliases = {"value", "median"},
                .when = has_mean,
                .when_words = "distribution = \"constant\", \"normal\" and \"lognormal\""});
  table.number("sd", &T::sd,
               {.doc = "Standard deviation; of lognormal that of the natural logarithm.",
                .range = at_least(0),
                .when = is_spread,
                .when_words = "distribution = \"normal\" and \"lognormal\""});
  table.number("lower", &T::least,
               {.doc = "Least value; values below are drawn again.",
                .aliases = {"min"},
                .when = has_bounds,
                .when_words = "distribution = \"normal\", \"lognormal\" and \"uniform\""});
  table.number("upper", &T::most,
               {.doc = "Largest value; values above are drawn again.",
                .aliases = {"max"},
                .when = has_bounds,
                .when_words = "distribution = \"normal\", \"lognormal\" and \"uniform\""});
  table.quantity("rate", &T::rate, Measure::rate,
                 {.doc = "At which it grows; rules may set another.", .range = any_value()});
  table.quantity("decay", &T::decay, Measure::rate,
                 {.doc = "Share of it that is lost per time.", .range = at_least(0)});
  table.quantity("dead_decay", &T::dead_decay, Measure::rate,
                 {.doc = "The same of a dead cell, which gains nothing.", .range = at_least(0)});
  return table.build();
}

void check_draw(const CellVariableDraft& draw, const std::string& label, Checks& checks) {
  if (!checks.good(draw, {"distribution", "mean", "sd", "lower", "upper"})) return;
  if (draw.kind == Kind::uniform && !(draw.least && draw.most))
    return checks.problem(draw, "distribution", label + "a uniform variable needs both bounds",
                          "write lower and upper");
  if (draw.kind == Kind::lognormal && draw.mean <= 0)
    return checks.problem(
        draw, "mean", fmt::format("{}the median {} is not above 0", label, number_text(draw.mean)),
        "a lognormal variable is positive");
  if (draw.least && draw.most && *draw.least >= *draw.most)
    return checks.problem(draw, "upper",
                          fmt::format("{}upper = {} is not above lower = {}", label,
                                      number_text(*draw.most), number_text(*draw.least)),
                          "values are drawn between the two");
  if (draw.kind == Kind::constant || draw.kind == Kind::uniform) return;
  // beyond the median by much of the spread nearly every draw would miss
  const double reach =
      draw.kind == Kind::normal ? 2 * draw.sd : draw.mean * (std::exp(2 * draw.sd) - 1);
  const bool missed = (draw.least && *draw.least > draw.mean + reach) ||
                      (draw.most && *draw.most < draw.mean - 2 * draw.sd);
  if (missed)
    checks.problem(draw, draw.least && *draw.least > draw.mean + reach ? "lower" : "upper",
                   label + "hardly any value lies within the bounds",
                   "bounds may cut the tails, within two standard deviations of the middle");
}

VariableDistribution distribution_of(const CellVariableDraft& draw) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  VariableDistribution distribution = draw;
  distribution.has_bounds = draw.kind != Kind::constant && (draw.least || draw.most);
  distribution.lower = draw.least.value_or(-infinity);
  distribution.upper = draw.most.value_or(infinity);
  return distribution;
}

void check_cell_variables(const ScenarioDraft& draft, CellTypeDraft& type, const std::string& label,
                          Checks& checks) {
  for (CellVariableDraft& draw : type.variable_draws) {
    const std::string of = fmt::format("{}variable \"{}\": ", label, draw.name);
    known_variable(draft, draw, "name", draw.name, label, checks);
    if (std::any_of(draft.shown.begin(), draft.shown.end(),
                    [&](const Variable& shown) { return shown.name == draw.name; }))
      checks.problem(draw, "name", of + "a network sets it",
                     "draw the network's constants instead: [[kinetics.varied]]");
    check_draw(draw, of, checks);
  }
  check_unique_names<CellVariableDraft>(type.variable_draws, "name", label + "variable",
                                        &CellVariableDraft::name, checks);
  if (!type.graph.rate_variable.empty())
    known_variable(draft, type.graph, "rate_variable", type.graph.rate_variable,
                   label + "cycle: ", checks);
}

void fill_cell_variables(const ScenarioDraft& draft, const CellTypeDraft& type, CellType& out) {
  out.rate_variable = type.graph.rate_variable;
  if (type.variable_draws.empty()) return;
  out.variables.resize(draft.variables.size());
  for (const CellVariableDraft& draw : type.variable_draws) {
    out.variables[index_of_name(draft.variables, draw.name)] = distribution_of(draw);
  }
}

}  // namespace cytotwin
