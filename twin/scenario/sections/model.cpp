#include <fmt/format.h>

#include <algorithm>

#include "core/toml/suggest.h"
#include "kinetics/fingerprint.h"
#include "twin/scenario/map_keys.h"
#include "twin/scenario/network_file.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = ModelDraft;
using D = Draft<Dose>;

Table model_table() {
  TableBuilder<T> table("One reaction network in place of a tissue.");
  table.text("network", &T::network,
             {.doc = "TOML or SBML file, relative to this scenario file.",
              .required = true,
              .example = "\"networks/lesion.toml\"",
              .aliases = {"sbml", "file"}});
  table.quantity("time_unit", &T::written_time_unit, Measure::time,
                 {.doc = "Of the network, where its file says another or none.",
                  .range = more_than(0),
                  .example = "\"1 d\""});
  table.number("relative_tolerance", &T::relative_tolerance,
               {.doc = "Of a step.", .range = {1e-12, 0.01}});
  add_numbers(table, "parameters", &T::parameters,
              {.doc = "Constants that differ from the file's, in its units.",
               .example = "{ growth = 0.01 }",
               .aliases = {"constants"}});
  return table.build();
}

Table dose_table() {
  TableBuilder<D> table("What is added to a state of the network at given times.");
  table.named_by("name");
  table.text("name", &D::name,
             {.doc = "How --set calls it.", .required = true, .example = "\"nivolumab\""});
  table.text("state", &D::state,
             {.doc = "State of the network that grows.", .required = true, .example = "\"A1\""});
  table.number(
      "amount", &D::amount,
      {.doc = "Added each time, in the state's unit.", .required = true, .example = "240"});
  table.quantity("start", &D::start, Measure::time,
                 {.doc = "Time of the first, on the axis of time.start.",
                  .required = true,
                  .example = "\"0 d\""});
  table.quantity("interval", &D::interval, Measure::time,
                 {.doc = "Between repetitions.", .range = more_than(0), .aliases = {"period"}});
  table.integer("count", &D::count,
                {.doc = "How often in all.", .range = between(1, 1e6), .aliases = {"repeats"}});
  return table.build();
}

void declare(TableBuilder<ScenarioDraft>& root) {
  root.table("model", &ScenarioDraft::model, model_table());
  root.tables("dose", &ScenarioDraft::doses, dose_table(), {.aliases = {"doses", "treatment"}});
}

void check_parameters(const T& model, Checks& checks) {
  const std::vector<std::string>& names = model.compiled->constant_names();
  for (const auto& [name, value] : model.parameters) {
    if (std::find(names.begin(), names.end(), name) == names.end())
      checks.problem(model, "parameters",
                     fmt::format("model: \"{}\" is none of the network's constants", name),
                     suggestion(name, names, "constants"));
  }
}

void check_doses(const ScenarioDraft& draft, Checks& checks) {
  const std::vector<std::string>& states = draft.model->compiled->state_names();
  check_unique_names<D>(draft.doses, "name", "dose", &D::name, checks);
  for (const D& dose : draft.doses) {
    if (!checks.good(dose, {"state"})) continue;
    if (std::find(states.begin(), states.end(), dose.state) == states.end())
      checks.problem(
          dose, "state",
          fmt::format("dose \"{}\": \"{}\" is none of the network's states", dose.name, dose.state),
          suggestion(dose.state, states, "states"));
  }
}

void check_times(const ScenarioDraft& draft, Checks& checks) {
  if (!checks.good(draft.time, {"start"})) return;
  for (const D& dose : draft.doses) {
    if (!checks.good(dose, {"start"}) || dose.start >= draft.time.start) continue;
    checks.problem(
        dose, "start",
        fmt::format("dose \"{}\": {} lies before the run, which starts at {} min", dose.name,
                    checks.said(dose, "start", "start", dose.start, "min"), draft.time.start),
        "leave doses of the past out, or start the run before them");
  }
}

void check(ScenarioDraft& draft, Checks& checks) {
  check_times(draft, checks);
  if (!draft.model || !checks.good(*draft.model, {"network", "parameters"})) return;
  T& model = *draft.model;
  const auto read = read_model(model, model.network, "model: ", checks);
  if (!read) return;
  model.time_unit =
      network_time_unit(model, model.network, *read, model.written_time_unit, "model: ", checks);
  try {
    complete_rates(*read);
    model.compiled = std::make_shared<const Network>(*read);
    model.model = read;
  } catch (const std::invalid_argument& error) {
    return report_network(model, model.network, error, "model: ", checks);
  }
  model.fingerprint = fingerprint(*model.model);
  check_parameters(model, checks);
  check_doses(draft, checks);
}

void fill(const ScenarioDraft& draft, Scenario& scenario) {
  if (draft.model) scenario.model = *draft.model;
  scenario.doses.assign(draft.doses.begin(), draft.doses.end());
}

}  // namespace

Section model_section() { return {declare, check, fill}; }

}  // namespace cytotwin
