#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <optional>
#include <thread>

#include "core/errors.h"
#include "twin/commands/commands.h"
#include "twin/commands/pictures.h"
#include "twin/commands/summary.h"
#include "twin/scenario/comparison.h"
#include "twin/scenario/read.h"
#include "twin/simulation/progress.h"
#include "twin/simulation/series.h"
#include "twin/simulation/simulation.h"
#include "twin/store/run_reader.h"
#include "twin/store/run_store.h"
#include "twin/version.h"

namespace cytotwin {

namespace {

// The one thing a signal handler may touch.
volatile std::sig_atomic_t interrupted = 0;

unsigned threads_of(const RunOptions& options) {
  return options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
}

std::string machine_text(unsigned threads) {
  char host[256] = "unknown";
  gethostname(host, sizeof host - 1);
  return fmt::format("{}, {} of {} threads", host, threads, std::thread::hardware_concurrency());
}

// A run's own names; anything else in a folder is not ours to delete.
constexpr const char* run_files[] = {"run.h5",       "run.h5.parts", "scenario.resolved.toml",
                                     "summary.json", "series.csv",   "vtk",
                                     "pictures",     "log.txt"};

void prepare_folder(const std::filesystem::path& folder, bool force) {
  if (std::filesystem::exists(folder) && !std::filesystem::is_empty(folder)) {
    if (!force) {
      throw InputError(
          {folder.string()}, "a run is here already",
          "continue it with --resume, replace it with --force, or choose another --out");
    }
    for (const char* name : run_files) std::filesystem::remove_all(folder / name);
  }
  std::filesystem::create_directories(folder);
}

struct Run {
  std::filesystem::path folder;
  ReadScenario read;
  std::optional<RunStore> store;
  std::optional<Checkpoint> from;
};

std::filesystem::path folder_of(const RunOptions& options) {
  return options.out.value_or(std::filesystem::path("runs") / options.scenario.stem());
}

Run start(const RunOptions& options, unsigned threads) {
  Run run{folder_of(options), read_scenario(options.scenario, options.overrides), {}, {}};
  fmt::print(stderr, "{}", describe(run.read.warnings));
  const Simulation probe(run.read.scenario, 1);
  const SeriesTable series = empty_series(probe.tissue());
  for (const Comparison& comparison : run.read.scenario.comparisons) {
    check_series_name(comparison, series);
  }
  prepare_folder(run.folder, options.force);
  write_text(run.folder / "scenario.resolved.toml", run.read.resolved);
  RunHeader header;
  header.scenario = run.read.resolved;
  header.code_version = program_version();
  header.seed = run.read.scenario.twin.seed;
  header.machine = machine_text(threads);
  header.series_names = series.names;
  header.series_units = series.units;
  run.store = RunStore::create(run.folder / "run.h5", header);
  return run;
}

Run resume(const RunOptions& options) {
  if (!options.overrides.empty()) {
    throw InputError({"--set"}, "cannot change a run that is resumed",
                     "leave --set out, or start another run");
  }
  Run run{folder_of(options), {}, {}, {}};
  ResumedRun resumed = RunStore::open_for_resume(run.folder / "run.h5");
  for (const std::string& message : resumed.messages) fmt::print(stderr, "{}\n", message);
  run.read =
      read_scenario_text("scenario.resolved.toml", resumed.store.header().scenario, run.folder);
  run.store = std::move(resumed.store);
  run.from = std::move(resumed.checkpoint);
  // killed between the end of the store and the summary: only that is left to do
  if (run.store->complete()) run.from = RunReader(run.folder / "run.h5").last_checkpoint();
  return run;
}

void announce(const Run& run, const Simulation& simulation, unsigned threads) {
  const Scenario& scenario = run.read.scenario;
  fmt::print(stderr, "{}: {:.6g} to {:.6g} days, {} cells, seed {}, {} thread{}, results in {}\n",
             scenario.twin.name, simulation.minutes() / 1440, scenario.time.end / 1440,
             simulation.tissue().cells().size(), scenario.twin.seed, threads,
             threads == 1 ? "" : "s", run.folder.string());
}

SimulationOutput outputs(Run& run, Progress& progress, RunPictures* pictures) {
  SimulationOutput output;
  output.series = [&run](const std::vector<double>& row) { run.store->append_series(row); };
  output.frame = [&run, pictures](const FrameView& frame) {
    const std::size_t index = run.store->frames();
    run.store->write_frame(index, frame);
    if (pictures != nullptr) pictures->write_frame(index, frame);
  };
  output.checkpoint = [&run](const Checkpoint& checkpoint) {
    run.store->write_checkpoint(checkpoint);
  };
  output.progress = [&progress](double minutes, std::size_t cells) {
    progress.update(minutes, cells);
  };
  output.stop = [] { return interrupted != 0; };
  return output;
}

void keep_frames(const Run& run, RunPictures& pictures) {
  if (run.store->frames() == 0) return;
  const RunReader reader(run.folder / "run.h5");
  for (std::size_t f = 0; f < run.store->frames(); ++f) {
    pictures.keep_frame(f, reader.frame_minutes()[f]);
  }
}

std::vector<ComparisonResult> compare_all(const Scenario& scenario, const SeriesTable& series) {
  std::vector<ComparisonResult> results;
  for (const Comparison& comparison : scenario.comparisons) {
    results.push_back(compare(comparison, read_measured_points(comparison), series));
  }
  return results;
}

// Everything after the last step.
void conclude(Run& run, const Simulation& simulation, RunSummary& summary, RunPictures* pictures,
              bool json) {
  const SeriesTable series = run.store->series();
  summary.comparisons = compare_all(run.read.scenario, series);
  if (pictures != nullptr) pictures->write_charts(series, summary.comparisons);
  if (!run.store->complete()) run.store->finish();
  summary.digest = digest_of_run(run.folder / "run.h5");
  write_series(series, run.folder / "series.csv");
  write_summary(summary, simulation.tissue(), series, run.folder / "summary.json");
  if (json) {
    std::ifstream in(run.folder / "summary.json");
    fmt::print("{}", std::string(std::istreambuf_iterator<char>(in), {}));
    return;
  }
  fmt::print("{}", comparison_table(summary.comparisons));
  fmt::print("store     {}\n", (run.folder / "run.h5").string());
  if (pictures != nullptr) {
    fmt::print("pictures  {}\n", (run.folder / "pictures").string());
    if (run.read.scenario.output.vtk) {
      fmt::print("ParaView  {}\n", (run.folder / "vtk" / "cells.pvd").string());
    }
  }
  fmt::print("series    {}\nsummary   {}\ndigest    {}\n", (run.folder / "series.csv").string(),
             (run.folder / "summary.json").string(), summary.digest);
}

int simulate(Run& run, const RunOptions& options, unsigned threads) {
  const auto began = std::chrono::steady_clock::now();
  const Scenario& scenario = run.read.scenario;
  Simulation simulation(scenario, threads);
  if (run.from) simulation.restore(*run.from);
  std::optional<RunPictures> pictures;
  if (options.pictures) {
    pictures.emplace(run.folder, scenario);
    keep_frames(run, *pictures);
  }
  announce(run, simulation, threads);
  Progress progress = Progress::on_standard_error(scenario.time.start, scenario.time.end);
  std::signal(SIGINT, [](int) { interrupted = 1; });
  std::signal(SIGTERM, [](int) { interrupted = 1; });
  simulation.run(outputs(run, progress, pictures ? &*pictures : nullptr));
  progress.finish(simulation.minutes(), simulation.tissue().cells().size());
  if (!simulation.finished()) {
    fmt::print(stderr, "stopped at {:.6g} days; go on with: twin run {} --out {} --resume\n",
               simulation.minutes() / 1440, options.scenario.string(), run.folder.string());
    return 1;
  }
  RunSummary summary;
  summary.name = scenario.twin.name;
  summary.version = program_version();
  summary.seed = scenario.twin.seed;
  summary.threads = threads;
  summary.finished = true;
  summary.start = scenario.time.start;
  summary.end = simulation.minutes();
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  conclude(run, simulation, summary, pictures ? &*pictures : nullptr, options.json);
  return 0;
}

}  // namespace

int run_command(const RunOptions& options) {
  const unsigned threads = threads_of(options);
  try {
    Run run = options.resume ? resume(options) : start(options, threads);
    if (run.store->complete() && std::filesystem::exists(run.folder / "summary.json")) {
      fmt::print(stderr, "{}: this run is complete\n", run.folder.string());
      return 0;
    }
    return simulate(run, options, threads);
  } catch (const InputError& error) {
    fmt::print(stderr, "{}", refusal(options.scenario.string(), error));
    return 2;
  }
}

}  // namespace cytotwin
