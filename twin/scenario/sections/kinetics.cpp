#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/toml/suggest.h"
#include "kinetics/fingerprint.h"
#include "kinetics/solver_choice.h"
#include "twin/scenario/map_keys.h"
#include "twin/scenario/network_file.h"
#include "twin/scenario/references.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = KineticsDraft;

Table input_table() {
  using I = KineticsInputDraft;
  TableBuilder<I> table("A constant of the network that the cell's surroundings set.");
  table.named_by("quantity");
  table.text("quantity", &I::quantity,
             {.doc = "A constant of the network.", .required = true, .example = "\"a\""});
  table.text(
      "signal", &I::signal,
      {.doc = "A word of the grammar; or write formula and signals.", .example = "\"attacking\""});
  table.number("factor", &I::factor, {.doc = "Times the signal is the constant's value."});
  table.text("formula", &I::formula,
             {.doc = "Of the names in signals, in place of signal and factor.",
              .example = "\"hill(ifn, 0.1, 1)\""});
  add_texts(table, "signals", &I::signals, false,
            {.doc = "What the names in formula stand for.", .example = "{ ifn = \"ifn\" }"});
  return table.build();
}

Table jump_table() {
  using J = KineticsJumpDraft;
  TableBuilder<J> table(
      "A state that grows by factor x the increase of a signal since the last window.");
  table.text("quantity", &J::quantity,
             {.doc = "A state of the network.", .required = true, .example = "\"granzyme\""});
  table.text("signal", &J::signal,
             {.doc = "A word of the grammar.", .required = true, .example = "\"damage\""});
  table.number("factor", &J::factor, {.doc = "Of the increase; negative takes away."});
  return table.build();
}

Table output_table() {
  using O = KineticsOutputDraft;
  TableBuilder<O> table("A quantity of the network that the cell shows as a variable.");
  table.named_by("quantity");
  table.text("quantity", &O::quantity,
             {.doc = "A state, an assigned quantity or a constant.",
              .required = true,
              .example = "\"mI\""});
  table.text("variable", &O::variable,
             {.doc = "A [[variable]]; by default one of its own, called NAME_QUANTITY.",
              .example = "\"antigen\""});
  table.text("behaviour", &O::behaviour,
             {.doc = "A word of the grammar that scale x the quantity sets in place of the type's "
                     "own value; rules act on top.",
              .example = "\"ifn export\"",
              .aliases = {"behavior"}});
  table.text("scale", &O::scale,
             {.doc = "The behaviour where the quantity is 1, with its unit.",
              .example = "\"58 ng/mL*um^3/min\""});
  return table.build();
}

Table varied_table() {
  using V = KineticsVariedDraft;
  using Kind = VariableDistribution::Kind;
  TableBuilder<V> table("A constant that is drawn for each cell and handed on to its daughters.");
  table.named_by("name");
  table.text("name", &V::name,
             {.doc = "A constant of the network; REACTION.PARAMETER for one of a reaction.",
              .required = true,
              .example = "\"gain\""});
  table.choice<Kind V::*, Kind>(
      "distribution", &V::kind,
      {{"normal", Kind::normal}, {"lognormal", Kind::lognormal}, {"uniform", Kind::uniform}},
      {.doc = "In the network's own unit.", .required = true});
  table.number("mean", &V::mean, {.doc = "Of lognormal the median.", .aliases = {"median"}});
  table.number("sd", &V::sd,
               {.doc = "Standard deviation; of lognormal that of the natural logarithm.",
                .range = at_least(0)});
  table.number("lower", &V::least, {.doc = "Least value; values below are drawn again."});
  table.number("upper", &V::most, {.doc = "Largest value; values above are drawn again."});
  return table.build();
}

void declare(TableBuilder<ScenarioDraft>& root) {
  TableBuilder<T> table("A reaction network in every live cell of a type.");
  table.named_by("name");
  table.text("name", &T::name,
             {.doc = "How other sections call it.", .required = true, .example = "\"activation\""});
  table.text("network", &T::network,
             {.doc = "TOML or SBML file, relative to this scenario file.",
              .required = true,
              .example = "\"networks/t_cell.toml\"",
              .aliases = {"sbml", "file"}});
  table.text("cell_type", &T::cell_type,
             {.doc = "Whose cells carry it.", .required = true, .example = "\"cart\""});
  std::vector<std::pair<std::string, std::string>> solvers;
  for (const std::string& name : solver_names()) solvers.emplace_back(name, name);
  table.choice<std::string T::*, std::string>(
      "solver", &T::solver, solvers,
      {.doc = "rosenbrock: many cells side by side; cvode: one at a time, the reference; ladder: "
              "the former, and the latter for cells that fail there."});
  table.number("relative_tolerance", &T::relative_tolerance,
               {.doc = "Of a step.", .range = {1e-12, 0.01}});
  table.number("absolute_tolerance", &T::absolute_tolerance,
               {.doc = "Of every state, in its unit; by default 1e-3 x relative_tolerance x the "
                       "state's largest value in a run at the inputs of the file.",
                .range = more_than(0),
                .example = "1e-8"});
  table.quantity("time_unit", &T::time_unit, Measure::time,
                 {.doc = "Of the network, where its file says another or none.",
                  .range = more_than(0),
                  .example = "\"1 min\""});
  table.choice<bool T::*, bool>("coupling", &T::ramps, {{"frozen", false}, {"linear", true}},
                                {.doc = "Inputs hold what they are at the end of a step during "
                                        "all of it, or change linearly from its start."});
  table.choice<bool T::*, bool>(
      "start", &T::starts_at_rest, {{"initial", false}, {"steady_state", true}},
      {.doc =
           "Cells of the start and of infusions have the network's initial values, or rest at the "
           "steady state of its constants (those that vary at the file's values)."});
  add_numbers(table, "parameters", &T::parameters,
              {.doc = "Constants of the network, in its own units.", .example = "{ k = 0.3 }"});
  add_numbers(
      table, "initial", &T::initial,
      {.doc = "States that start elsewhere than the network says.", .example = "{ Gr = 0.9 }"});
  table.tables("varied", &T::varied, varied_table());
  table.tables("input", &T::inputs, input_table());
  table.tables("jump", &T::jumps, jump_table());
  table.tables("output", &T::outputs, output_table());
  root.tables("kinetics", &ScenarioDraft::kinetics, table.build(), {.aliases = {"network"}});
}

void read_file(T& kinetics, const std::string& label, Checks& checks) {
  const auto model = read_model(kinetics, kinetics.network, label, checks);
  if (!model) return;
  try {
    hold_event_targets(*model);
    complete_rates(*model);
    kinetics.compiled = std::make_shared<const Network>(*model);
    check_cell_events(*kinetics.compiled, "in cells");
    kinetics.model = model;
  } catch (const std::invalid_argument& error) {
    report_network(kinetics, kinetics.network, error, label, checks);
  }
}

std::optional<std::size_t> place_of(const std::vector<std::string>& names,
                                    const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

/// A name that the network has to know.
std::optional<std::size_t> known(const Located& table, std::string_view key,
                                 const std::string& name, const std::vector<std::string>& names,
                                 const std::string& what, const std::string& label,
                                 Checks& checks) {
  const auto place = place_of(names, name);
  if (!place)
    checks.problem(table, key,
                   fmt::format("{}\"{}\" is none of the network's {}", label, name, what),
                   suggestion(name, names, what));
  return place;
}

// Constants that the network's own file lets vary, unless the scenario draws or sets them.
void draw_what_the_file_says(T& kinetics) {
  const std::vector<std::string>& names = kinetics.compiled->constant_names();
  for (const Distribution& given : kinetics.model->distributions) {
    const Quantity& quantity = kinetics.model->quantities[given.constant];
    const auto place = place_of(names, quantity.id);
    const auto drawn = [&](const CellNetwork::Varied& varied) { return varied.constant == place; };
    if (!place || kinetics.parameters.count(quantity.id) > 0 ||
        std::any_of(kinetics.coupling.varied.begin(), kinetics.coupling.varied.end(), drawn))
      continue;
    VariableDistribution distribution;
    distribution.mean = kinetics.compiled->default_constants()[*place];
    distribution.sd = given.spread;
    distribution.lower = given.lower;
    distribution.upper = given.upper;
    distribution.has_bounds = true;
    switch (given.kind) {
      case Distribution::Kind::normal:
        distribution.kind = VariableDistribution::Kind::normal;
        break;
      case Distribution::Kind::lognormal:
        distribution.kind = VariableDistribution::Kind::lognormal;
        distribution.sd = std::sqrt(std::log1p(given.spread * given.spread));
        break;
      case Distribution::Kind::uniform:
        distribution.kind = VariableDistribution::Kind::uniform;
    }
    kinetics.coupling.varied.push_back({static_cast<std::uint32_t>(*place), distribution});
  }
}

void check_constants(T& kinetics, const std::string& label, Checks& checks) {
  const std::vector<std::string>& names = kinetics.compiled->constant_names();
  for (const auto& [name, value] : kinetics.parameters) {
    if (known(kinetics, "parameters", name, names, "constants", label + "parameters: ", checks))
      kinetics.coupling.parameters[name] = value;
  }
  for (const auto& [name, value] : kinetics.initial) {
    if (const auto place = known(kinetics, "initial", name, kinetics.compiled->state_names(),
                                 "states", label + "initial: ", checks))
      kinetics.coupling.initial.emplace_back(static_cast<std::uint32_t>(*place), value);
  }
  for (const KineticsVariedDraft& varied : kinetics.varied) {
    if (!checks.good(varied, {"name", "distribution", "mean", "sd", "lower", "upper"})) continue;
    const auto place =
        known(varied, "name", varied.name, names, "constants", label + "varied: ", checks);
    check_draw(varied, fmt::format("{}varied \"{}\": ", label, varied.name), checks);
    if (place)
      kinetics.coupling.varied.push_back(
          {static_cast<std::uint32_t>(*place), distribution_of(varied)});
  }
  draw_what_the_file_says(kinetics);
  for (KineticsInputDraft& input : kinetics.inputs) {
    if (!checks.good(input, {"quantity", "signal", "formula"})) continue;
    known(input, "quantity", input.quantity, names, "constants", label + "input: ", checks);
    if (input.signal.empty() == input.formula.empty())
      checks.problem(input, "quantity",
                     fmt::format("{}input \"{}\" has {}", label, input.quantity,
                                 input.signal.empty() ? "neither signal nor formula"
                                                      : "both a signal and a formula"),
                     "write one of the two");
  }
}

/// Whether an output that stands earlier names the same variable.
bool is_set_before(const ScenarioDraft& draft, const KineticsOutputDraft& output) {
  for (const KineticsDraft& kinetics : draft.kinetics) {
    for (const KineticsOutputDraft& earlier : kinetics.outputs) {
      if (&earlier == &output) return false;
      if (earlier.variable == output.variable) return true;
    }
  }
  return false;
}

/// A variable that nothing else sets, this output included only once.
void check_shown(const ScenarioDraft& draft, const T& kinetics, const KineticsOutputDraft& output,
                 const std::string& name, const std::string& of, Checks& checks) {
  const auto is_so_called = [&](const auto& other) { return other.name == name; };
  const auto among = [&](const auto& list) {
    return std::any_of(list.begin(), list.end(), is_so_called);
  };
  const bool own = output.variable.empty();
  if (among(draft.shown) || (own && (among(draft.variables) || among(draft.substances))))
    return checks.problem(output, own ? "quantity" : "variable",
                          fmt::format("{}\"{}\" is called so already", of, name),
                          "each output shows a variable of its own");
  if (own) return;
  if (is_set_before(draft, output))
    return checks.problem(output, "variable",
                          fmt::format("{}another output sets \"{}\" too", of, name),
                          "each output shows a variable of its own");
  for (const CellTypeDraft& type : draft.cell_types) {
    for (const CellVariableDraft& draw : type.variable_draws) {
      if (type.name != kinetics.cell_type || draw.name != name ||
          (draw.rate == 0 && draw.decay == 0))
        continue;
      checks.problem(
          output, "variable",
          fmt::format("{}\"{}\" of \"{}\" has a rate or a decay of its own", of, name, type.name),
          "a variable that a network shows changes by the network alone");
    }
  }
}

void check_outputs(ScenarioDraft& draft, T& kinetics, const std::string& label, Checks& checks) {
  for (KineticsJumpDraft& jump : kinetics.jumps) {
    if (!checks.good(jump, {"quantity"})) continue;
    known(jump, "quantity", jump.quantity, kinetics.compiled->state_names(), "states",
          label + "jump: ", checks);
  }
  for (KineticsOutputDraft& output : kinetics.outputs) {
    if (!checks.good(output, {"quantity", "variable", "behaviour", "scale"})) continue;
    const std::string of = fmt::format("{}output \"{}\": ", label, output.quantity);
    const auto quantity = known(output, "quantity", output.quantity,
                                kinetics.compiled->quantity_names(), "quantities", of, checks);
    if (output.behaviour.empty() != output.scale.empty())
      checks.problem(output, output.behaviour.empty() ? "scale" : "behaviour",
                     of + "behaviour and scale go together", "write both, or neither");
    std::size_t variable = 0;
    if (!output.variable.empty()) {
      if (!known_variable(draft, output, "variable", output.variable, of, checks)) continue;
      check_shown(draft, kinetics, output, output.variable, of, checks);
      variable = index_of_name(draft.variables, output.variable);
    } else {
      variable = draft.variables.size() + draft.shown.size();
      const std::uint32_t symbol = quantity ? kinetics.model->find(output.quantity).value_or(0) : 0;
      const std::string& unit = kinetics.model->quantities[symbol].unit;
      check_shown(draft, kinetics, output, fmt::format("{}_{}", kinetics.name, output.quantity), of,
                  checks);
      draft.shown.push_back({fmt::format("{}_{}", kinetics.name, output.quantity),
                             unit == "1" ? "" : unit, AtDivision::copied});
    }
    if (quantity) kinetics.coupling.outputs.push_back({*quantity, variable});
  }
}

void check(ScenarioDraft& draft, Checks& checks) {
  check_unique_names<T>(draft.kinetics, "name", "kinetics", &T::name, checks);
  for (T& kinetics : draft.kinetics) {
    if (!checks.good(kinetics, {"name", "network", "parameters", "initial"})) continue;
    const std::string label = fmt::format("kinetics \"{}\": ", kinetics.name);
    if (kinetics.name.empty() || kinetics.name.find('/') != std::string::npos)
      checks.problem(kinetics, "name", label + "a name needs letters and no \"/\"",
                     "columns of stores are named after it");
    known_cell_type(draft, kinetics, "cell_type", kinetics.cell_type, label, checks);
    read_file(kinetics, label, checks);
    if (kinetics.compiled == nullptr) continue;
    kinetics.coupling.time_unit = network_time_unit(kinetics, kinetics.network, *kinetics.model,
                                                    kinetics.time_unit, label, checks);
    check_constants(kinetics, label, checks);
    check_outputs(draft, kinetics, label, checks);
  }
}

void fill(const ScenarioDraft& draft, Scenario& scenario) {
  for (const T& kinetics : draft.kinetics) {
    KineticsSection section = kinetics.coupling;
    section.name = kinetics.name;
    section.network = kinetics.network;
    section.cell_type =
        static_cast<std::uint16_t>(index_of_name(draft.cell_types, kinetics.cell_type));
    section.solver = kinetics.solver;
    section.relative_tolerance = kinetics.relative_tolerance;
    section.absolute_tolerance = kinetics.absolute_tolerance;
    section.ramps = kinetics.ramps;
    section.starts_at_rest = kinetics.starts_at_rest;
    section.model = kinetics.model;
    section.compiled = kinetics.compiled;
    section.fingerprint = fingerprint(*kinetics.model);
    for (const Quantity& quantity : kinetics.model->quantities) {
      if (quantity.role == QuantityRole::state) section.at_division.push_back(quantity.at_division);
    }
    scenario.kinetics.push_back(std::move(section));
  }
}

}  // namespace

Section kinetics_section() { return {declare, check, fill}; }

}  // namespace cytotwin
