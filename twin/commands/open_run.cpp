#include "twin/commands/open_run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <thread>
#include <utility>

#include "core/errors.h"
#include "twin/commands/run_folder.h"
#include "twin/commands/stored_scenario.h"
#include "twin/simulation/compare.h"
#include "twin/simulation/running_scenario.h"
#include "twin/store/run_reader.h"
#include "twin/version.h"

namespace cytotwin {

namespace {

std::string machine_text(unsigned threads) {
  char host[256] = "unknown";
  gethostname(host, sizeof host - 1);
  return fmt::format("{}, {} of {} threads", host, threads, std::thread::hardware_concurrency());
}

std::filesystem::path folder_of(const RunOptions& options) {
  if (options.out) return *options.out;
  if (options.scenario.empty())
    throw InputError({"twin run --resume", 0, 0, {}}, "no run directory was given",
                     "write twin run --resume --out DIR");
  return std::filesystem::path("runs") / options.scenario.stem();
}

std::string resuming_command(const std::filesystem::path& folder) {
  return fmt::format("twin run --resume --out {}", folder.string());
}

RunHeader header_of(const ReadScenario& read, const SeriesTable& series, unsigned threads) {
  RunHeader header;
  header.scenario = read.portable;
  header.code_version = program_version();
  header.seed = read.scenario.twin.seed;
  header.machine = machine_text(threads);
  header.series_names = series.names;
  header.series_units = series.units;
  return header;
}

void log_start(RunLog& log, const RunOptions& options, unsigned threads) {
  log.write(fmt::format("twin {}, {}", program_version(), machine_text(threads)));
  if (!options.scenario.empty()) log.write(fmt::format("scenario {}", options.scenario.string()));
  for (const std::string& text : options.overrides) log.write(fmt::format("--set {}", text));
}

/// Series that have no such column are only known once it is built.
SeriesTable series_of(const Scenario& scenario) {
  SeriesTable series = start_scenario(scenario, 1)->empty_series();
  for (const Comparison& comparison : scenario.comparisons) check_series_name(comparison, series);
  return series;
}

}  // namespace

void OpenRun::say(const std::string& text) {
  fmt::print(stderr, "{}\n", text);
  log.write(text);
}

OpenRun start_run(const RunOptions& options, unsigned threads) {
  if (options.scenario.empty())
    throw InputError({"twin run", 0, 0, {}}, "no scenario was given",
                     "write for example twin run scenarios/immunotherapy/spheroid.toml");
  const std::filesystem::path folder = folder_of(options);
  const ReadScenario given = read_scenario(options.scenario, options.overrides);
  fmt::print(stderr, "{}", describe(given.warnings));
  if (given.scenario.model && !given.scenario.retina)
    throw InputError({options.scenario.string(), 0, 0, {}},
                     "runs a reaction network by itself, not a tissue",
                     "write twin ensemble, twin personalise, or twin simulate NETWORK");
  const SeriesTable series = series_of(given.scenario);
  ReadScenario read = store_scenario(given, folder, options.force);
  RunLog log(folder);
  log_start(log, options, threads);
  for (const InputProblem& warning : given.warnings) log.write("warning: " + describe({warning}));
  RunStore store = RunStore::create(folder / "run.h5", header_of(read, series, threads));
  return {folder, std::move(read), std::move(store), {}, std::move(log), resuming_command(folder)};
}

OpenRun resume_run(const RunOptions& options, unsigned threads) {
  if (!options.overrides.empty()) {
    throw InputError({"--set", 0, 0, {}}, "cannot change a run that is resumed",
                     "leave --set out, or start another run");
  }
  const std::filesystem::path folder = folder_of(options);
  const std::string file = store_of(folder);
  ReadScenario read = read_scenario_text((folder / resolved_file).string(),
                                         RunReader(file).header().scenario, folder);
  if (!options.scenario.empty())
    require_same_scenario(read, read_scenario(options.scenario), options.scenario, folder,
                          fmt::format("go on with the stored one by {}, or start another run",
                                      resuming_command(folder)));
  ResumedRun resumed = RunStore::open_for_resume(file);
  // killed between the end of the store and the summary: only that is left to do
  if (resumed.store.complete()) resumed.checkpoint = RunReader(file).last_checkpoint();
  OpenRun run{folder,
              std::move(read),
              std::move(resumed.store),
              std::move(resumed.checkpoint),
              RunLog(folder),
              resuming_command(folder)};
  log_start(run.log, options, threads);
  for (const std::string& message : resumed.messages) run.say(message);
  return run;
}

}  // namespace cytotwin
