// The program `twin`: reads the command line, calls one command, turns errors into exit statuses.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "core/errors.h"
#include "core/toml/suggest.h"
#include "twin/commands/commands.h"
#include "twin/version.h"

namespace {

using namespace cytotwin;

constexpr int failed_while_running = 1;
constexpr int wrong_input = 2;

void add_run(CLI::App& app, RunOptions& options) {
  CLI::App* run = app.add_subcommand("run", "Simulate one scenario");
  run->footer(
      "Example: twin run scenarios/immunotherapy/spheroid.toml --out runs/spheroid\n"
      "         twin run spheroid.toml --set time.end='10 d' --set twin.seed=2\n"
      "         twin run --resume --out runs/spheroid");
  run->add_option("scenario", options.scenario, "Scenario file (TOML); not needed with --resume");
  run->add_option("--out", options.out, "Run directory [runs/NAME]");
  run->add_flag("--resume", options.resume, "Continue an interrupted run to the same bytes");
  run->add_flag("--force", options.force, "Replace an existing run");
  run->add_option("--threads", options.threads, "Threads [all of the machine]")
      ->check(CLI::Range(1, 1024));
  run->add_option("--set", options.overrides, "KEY=VALUE, overrides the scenario; repeatable")
      ->allow_extra_args(false);
  run->add_flag("!--no-pictures", options.pictures, "Leave pictures and VTK files out");
  run->add_flag("--json", options.json, "Print the summary as JSON");
}

void add_ensemble(CLI::App& app, EnsembleCommandOptions& options) {
  CLI::App* ensemble =
      app.add_subcommand("ensemble", "Run many simulations with parameters from the priors");
  ensemble->footer(
      "Example: twin ensemble scenarios/immunotherapy/personalise_lesion.toml --members 200\n"
      "         twin ensemble lesion.toml --design parameters.csv\n"
      "         mpirun -n 4 twin ensemble lesion.toml --members 1000");
  ensemble->add_option("scenario", options.scenario, "Scenario file (TOML)")->required();
  ensemble->add_option("--members", options.members, "How many [ensemble.members]")
      ->check(CLI::Range(2, 1000000));
  ensemble->add_option("--design", options.design,
                       "sobol, lhs, random, or a CSV file of parameters [ensemble.design]");
  ensemble->add_option("--out", options.out, "Directory of the results [runs/NAME]");
  ensemble->add_flag("--resume", options.resume, "Go on where it stopped, to the same bytes");
  ensemble->add_flag("--force", options.force, "Replace existing results");
  ensemble->add_option("--threads", options.threads, "Simulations at a time [all of the machine]")
      ->check(CLI::Range(1, 1024));
  ensemble->add_option("--set", options.overrides, "KEY=VALUE, overrides the scenario; repeatable")
      ->allow_extra_args(false);
  ensemble->add_flag("!--no-pictures", options.pictures, "Leave charts out");
  ensemble->add_flag("--json", options.json, "Print the summary as JSON");
}

void add_personalise(CLI::App& app, PersonaliseOptions& options) {
  CLI::App* personalise = app.add_subcommand(
      "personalise", "Fit a scenario's priors to a patient's data: prior to posterior ensemble");
  personalise->footer(
      "Example: twin personalise scenarios/immunotherapy/personalise_lesion.toml\n"
      "         twin personalise lesion.toml --patient patient.csv --out runs/patient");
  personalise->add_option("scenario", options.scenario, "Scenario file (TOML)")->required();
  personalise->add_option("--patient", options.patient, "Measured values (CSV) [patient.file]");
  personalise->add_option("--out", options.out, "Directory of the results [runs/NAME]");
  personalise->add_flag("--resume", options.resume, "Go on where it stopped, to the same bytes");
  personalise->add_flag("--force", options.force, "Replace existing results");
  personalise
      ->add_option("--threads", options.threads, "Simulations at a time [all of the machine]")
      ->check(CLI::Range(1, 1024));
  personalise
      ->add_option("--set", options.overrides, "KEY=VALUE, overrides the scenario; repeatable")
      ->allow_extra_args(false);
  personalise->add_flag("!--no-pictures", options.pictures, "Leave charts out");
  personalise->add_flag("--json", options.json, "Print the summary as JSON");
}

void add_forecast(CLI::App& app, ForecastOptions& options) {
  CLI::App* forecast =
      app.add_subcommand("forecast", "Run a posterior on, perhaps under another schedule");
  forecast->footer(
      "Example: twin forecast runs/personalise_lesion/posterior.h5 --until '400 d'\n"
      "         twin forecast runs/patient --until '400 d' --schedule every_six_weeks.toml");
  forecast->add_option("posterior", options.posterior, "Of twin personalise: store or folder")
      ->required();
  forecast->add_option("--until", options.until, "End, e.g. '400 d' [that of the fit]");
  forecast->add_option("--schedule", options.schedule,
                       "TOML with [[dose]] or [[treatment]], laid over the scenario's");
  forecast->add_option("--out", options.out, "Directory of the results [FOLDER/forecast]");
  forecast->add_flag("--resume", options.resume, "Go on where it stopped, to the same bytes");
  forecast->add_flag("--force", options.force, "Replace existing results");
  forecast->add_option("--threads", options.threads, "Simulations at a time [all of the machine]")
      ->check(CLI::Range(1, 1024));
  forecast->add_option("--set", options.overrides, "KEY=VALUE, overrides the scenario; repeatable")
      ->allow_extra_args(false);
  forecast->add_flag("!--no-pictures", options.pictures, "Leave charts out");
  forecast->add_flag("--json", options.json, "Print the summary as JSON");
}

void add_rehearse(CLI::App& app, RehearseOptions& options) {
  CLI::App* rehearse = app.add_subcommand(
      "rehearse", "Fit synthetic patients first: do parameters come back from such data?");
  rehearse->footer("Example: twin rehearse scenarios/immunotherapy/personalise_lesion.toml");
  rehearse->add_option("scenario", options.scenario, "Scenario file (TOML)")->required();
  rehearse->add_option("--patients", options.patients, "Synthetic patients [200]")
      ->check(CLI::Range(200, 100000));
  rehearse->add_option("--threads", options.threads, "Patients at a time [all of the machine]")
      ->check(CLI::Range(1, 1024));
  rehearse->add_option("--set", options.overrides, "KEY=VALUE, overrides the scenario; repeatable")
      ->allow_extra_args(false);
  rehearse->add_flag("--json", options.json, "Print the results as JSON");
}

void add_population(CLI::App& app, PopulationOptions& options) {
  CLI::App* population = app.add_subcommand(
      "population", "Learn priors from fitted patients: [[prior]] tables for the next one");
  population->footer("Example: twin population runs/patient_* --out population.toml");
  population->add_option("patients", options.patients, "Folders of twin personalise")->required();
  population->add_option("--covariates", options.covariates,
                         "CSV, a row a patient; the tables are for the mean of each column");
  population->add_option("--out", options.out, "TOML file [standard output]");
}

void add_check(CLI::App& app, CheckOptions& options) {
  CLI::App* check = app.add_subcommand("check", "Validate a scenario: every problem at once");
  check->footer("Example: twin check scenarios/immunotherapy/spheroid.toml");
  check->add_option("scenario", options.scenario, "Scenario file (TOML)")->required();
  check->add_option("--set", options.overrides, "KEY=VALUE, overrides the scenario; repeatable")
      ->allow_extra_args(false);
  check->add_flag("--json", options.json, "Print the problems as JSON");
  check->add_flag("--resolved", options.resolved,
                  "Print the scenario with every default filled in");
}

void add_schema(CLI::App& app, SchemaOptions& options) {
  CLI::App* schema = app.add_subcommand("schema", "Print every key with unit, range and default");
  schema->footer("Example: twin schema > schema.md");
  schema->add_flag("--json", options.json, "JSON instead of Markdown");
}

void add_render(CLI::App& app, RenderOptions& options) {
  CLI::App* render = app.add_subcommand("render", "Draw pictures of a run, without a display");
  render->footer("Example: twin render runs/spheroid --colour pressure --day 14");
  render->add_option("run", options.run, "Run directory")->required();
  render->add_option("--colour,--color", options.variable,
                     "Colour cells by type, phase, state, ...");
  render->add_option("--field", options.field, "Draw a slice through this substance instead");
  render->add_option("--axis", options.axis, "Normal of slice and cut")
      ->check(CLI::IsMember({"x", "y", "z"}));
  render->add_option("--cut", options.cut, "Open the tissue")
      ->check(CLI::IsMember({"none", "half", "slice"}));
  render->add_option("--day", options.day, "Only the frame nearest to this day");
  render->add_option("--out", options.out, "Directory of the pictures [RUN/pictures]");
}

void add_network(CLI::App& app, NetworkOptions& options) {
  CLI::App* network = app.add_subcommand("network", "Show a reaction network as it was understood");
  network->footer("Example: twin network model.toml");
  network->add_option("file", options.file, "Reaction network (TOML or SBML)")->required();
  network->add_option("--set", options.settings, "CONSTANT=VALUE for the steady state; repeatable")
      ->allow_extra_args(false);
  network->add_option("--sbml", options.sbml, "Write it as SBML Level 3 Version 2");
}

void add_simulate(CLI::App& app, SimulateOptions& options) {
  CLI::App* simulate = app.add_subcommand("simulate", "Simulate one reaction network");
  simulate->footer(
      "Example: twin simulate model.xml --until 100 --species A,B --out run.csv --chart run.png");
  simulate->add_option("file", options.file, "Reaction network (TOML or SBML)")->required();
  simulate->add_option("--until", options.until, "End [the network's time unit]");
  simulate->add_option("--steps", options.steps, "Rows after the first [100]")
      ->check(CLI::Range(1, 10000000));
  simulate->add_option("--species", options.species, "What to write [all species and states]")
      ->delimiter(',')
      ->allow_extra_args(false);
  simulate->add_option("--set", options.settings, "CONSTANT=VALUE; repeatable")
      ->allow_extra_args(false);
  simulate->add_flag("--steady-state", options.steady_state,
                     "Start where the network rests under the file's own constants");
  simulate
      ->add_option("--before", options.before,
                   "CONSTANT=VALUE while the steady state is looked for; repeatable")
      ->allow_extra_args(false);
  simulate->add_option("--sensitivity", options.sensitivity, "Also write slopes by these constants")
      ->delimiter(',')
      ->allow_extra_args(false);
  simulate->add_option("--rtol", options.relative_tolerance, "Relative tolerance [1e-8]")
      ->check(CLI::Range(1e-14, 1e-2));
  simulate->add_option("--out", options.out, "Results (CSV) [standard output]");
  simulate->add_option("--chart", options.chart, "Picture of the results (PNG)");
}

void add_sbml_case(CLI::App& app, SbmlCaseOptions& options) {
  CLI::App* run = app.add_subcommand("sbml-case", "Run one case of the SBML Test Suite");
  run->footer("Example: twin sbml-case 00001-sbml-l3v2.xml 00001-settings.txt 00001.csv");
  run->add_option("model", options.model, "Model (SBML)")->required();
  run->add_option("settings", options.settings, "Settings of the case")->required();
  run->add_option("out", options.out, "Results (CSV)")->required();
}

void add_evaluate(CLI::App& app, EvaluateOptions& options) {
  CLI::App* evaluate = app.add_subcommand("evaluate", "Score forecasts on patients' data");
  evaluate->footer(
      "Example: twin evaluate lesions --data ../shared/data --out runs/lesions\n"
      "         twin evaluate eyes --data ../shared/data");
  evaluate->add_option("what", options.what, "What is forecast")
      ->required()
      ->check(CLI::IsMember({"lesions", "eyes"}));
  evaluate
      ->add_option("--data", options.data,
                   "Folder of laleh2022_lesions.csv or olives_trex_visits.csv")
      ->required();
  evaluate->add_option("--out", options.out, "Folder for tables and charts");
  evaluate->add_option("--threads", options.threads, "Threads [all of the machine]")
      ->check(CLI::Range(1, 1024));
  evaluate->add_flag("--json", options.json, "Print the results as JSON");
}

InputError problem(const std::string& where, const std::string& what, const std::string& hint) {
  return {{where, 0, 0, {}}, what, hint};
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

bool is_option(const std::string& word) {
  return word.size() > 1 && word[0] == '-' && (word[1] < '0' || word[1] > '9') && word[1] != '.';
}

/// The first word that nobody knows: a better answer to a wrong command line than the parser's,
/// which asks for what is missing first and names left-over words backwards.
std::optional<InputError> unknown_word(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* at = &app;
  for (const std::string& word : words) {
    if (word == "--") break;
    if (is_option(word)) {
      const std::string name = word.substr(0, word.find('='));
      if (at->get_option_no_throw(name) != nullptr) continue;
      return problem(at == &app ? "twin" : "twin " + at->get_name(),
                     fmt::format("unknown option \"{}\"", name),
                     suggestion(name, option_names(*at), "options"));
    }
    if (at != &app) continue;
    const std::vector<std::string> commands = command_names(app);
    if (std::find(commands.begin(), commands.end(), word) == commands.end())
      return problem("twin", fmt::format("unknown command \"{}\"", word),
                     suggestion(word, commands, "commands"));
    at = app.get_subcommand(word);
  }
  if (at == &app && words.empty())
    return problem("twin", "no command was given", suggestion("", command_names(app), "commands"));
  return std::nullopt;
}

/// Arguments beyond those that a command takes.
InputError left_over(const CLI::App& app) {
  const std::string command = "twin " + app.get_subcommands().front()->get_name();
  return problem(command, fmt::format("left over: {}", joined(app.remaining(true))),
                 fmt::format("see {} --help; put a name with spaces in quotes", command));
}

int refuse(const CLI::App& app, const CLI::ParseError& error,
           const std::vector<std::string>& words) {
  if (const auto unknown = unknown_word(app, words)) {
    std::cerr << unknown->what();
    return wrong_input;
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !app.get_subcommands().empty()) {
    std::cerr << left_over(app).what();
    return wrong_input;
  }
  return app.exit(error) == 0 ? 0 : wrong_input;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("cytotwin: digital twins of living tissue", "twin");
  app.footer("Example: twin run scenarios/immunotherapy/spheroid.toml --out runs/spheroid");
  app.set_version_flag("--version", "twin " + program_version() + "\n" + library_versions());
  app.require_subcommand(1);
  RunOptions run;
  EnsembleCommandOptions ensemble;
  PersonaliseOptions personalise;
  ForecastOptions forecast;
  RehearseOptions rehearse;
  PopulationOptions population;
  CheckOptions check;
  SchemaOptions schema;
  RenderOptions render;
  NetworkOptions network;
  SimulateOptions simulate;
  SbmlCaseOptions sbml_case;
  EvaluateOptions evaluate;
  add_run(app, run);
  add_ensemble(app, ensemble);
  add_personalise(app, personalise);
  add_forecast(app, forecast);
  add_rehearse(app, rehearse);
  add_population(app, population);
  add_check(app, check);
  add_schema(app, schema);
  add_render(app, render);
  add_network(app, network);
  add_simulate(app, simulate);
  add_sbml_case(app, sbml_case);
  add_evaluate(app, evaluate);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return refuse(app, error, {argv + 1, argv + argc});
  }
  try {
    if (app.got_subcommand("run")) return run_command(run);
    if (app.got_subcommand("ensemble")) return ensemble_command(ensemble);
    if (app.got_subcommand("personalise")) return personalise_command(personalise);
    if (app.got_subcommand("forecast")) return forecast_command(forecast);
    if (app.got_subcommand("population")) return population_command(population);
    if (app.got_subcommand("rehearse")) return rehearse_command(rehearse);
    if (app.got_subcommand("check")) return check_command(check);
    if (app.got_subcommand("schema")) return schema_command(schema);
    if (app.got_subcommand("network")) return network_command(network);
    if (app.got_subcommand("simulate")) return simulate_command(simulate);
    if (app.got_subcommand("evaluate")) return evaluate_command(evaluate);
    if (app.got_subcommand("sbml-case")) return sbml_case_command(sbml_case);
    return render_command(render);
  } catch (const InputError& error) {
    std::cerr << error.what();
    return wrong_input;
  } catch (const std::exception& error) {
    std::cerr << "twin: " << error.what() << "\n";
    return failed_while_running;
  }
}
