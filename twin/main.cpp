// The program `twin`: reads the command line, calls one command, turns errors into exit statuses.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "core/errors.h"
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

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("cytotwin: digital twins of living tissue", "twin");
  app.footer("Example: twin run scenarios/immunotherapy/spheroid.toml --out runs/spheroid");
  app.set_version_flag("--version", "twin " + program_version() + "\n" + library_versions());
  app.require_subcommand(1);
  RunOptions run;
  CheckOptions check;
  SchemaOptions schema;
  RenderOptions render;
  add_run(app, run);
  add_check(app, check);
  add_schema(app, schema);
  add_render(app, render);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : wrong_input;
  }
  try {
    if (app.got_subcommand("run")) return run_command(run);
    if (app.got_subcommand("check")) return check_command(check);
    if (app.got_subcommand("schema")) return schema_command(schema);
    return render_command(render);
  } catch (const InputError& error) {
    std::cerr << error.what();
    return wrong_input;
  } catch (const std::exception& error) {
    std::cerr << "twin: " << error.what() << "\n";
    return failed_while_running;
  }
}
