#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <optional>

#include "core/errors.h"
#include "twin/commands/commands.h"
#include "twin/commands/interruption.h"
#include "twin/commands/open_run.h"
#include "twin/commands/pictures.h"
#include "twin/commands/summary.h"
#include "twin/scenario/comparison.h"
#include "twin/simulation/progress.h"
#include "twin/simulation/running_scenario.h"
#include "twin/store/run_reader.h"
#include "twin/version.h"

namespace cytotwin {

namespace {

void announce(OpenRun& run, const RunningScenario& simulation, unsigned threads) {
  const Scenario& scenario = run.read.scenario;
  run.say(fmt::format("{}: {:.6g} to {:.6g} days, {} {}, seed {}, {} thread{}, results in {}",
                      scenario.twin.name, simulation.minutes() / 1440, scenario.time.end / 1440,
                      simulation.agents(), simulation.agent_word(), scenario.twin.seed, threads,
                      threads == 1 ? "" : "s", run.folder.string()));
}

SimulationOutput outputs(OpenRun& run, Progress& progress, RunPictures* pictures) {
  SimulationOutput output;
  output.series = [&run](const std::vector<double>& row) { run.store.append_series(row); };
  output.frame = [&run, pictures](const FrameView& frame) {
    const std::size_t index = run.store.frames();
    run.store.write_frame(index, frame);
    if (pictures != nullptr) pictures->write_frame(index, frame);
  };
  output.checkpoint = [&run](const Checkpoint& checkpoint) {
    run.store.write_checkpoint(checkpoint);
  };
  output.progress = [&run, &progress](double minutes, std::size_t cells) {
    progress.update(minutes, cells);
    const TimeSection& time = run.read.scenario.time;
    run.log.progress(minutes, time.start, time.end, cells);
  };
  output.stop = is_interrupted;
  return output;
}

void keep_frames(const OpenRun& run, RunPictures& pictures) {
  if (run.store.frames() == 0) return;
  const RunReader reader(run.folder / "run.h5");
  for (std::size_t f = 0; f < run.store.frames(); ++f) {
    pictures.keep_frame(f, reader.frame_minutes()[f]);
  }
}

std::vector<ComparisonResult> compare_all(const Scenario& scenario, const SeriesTable& series) {
  std::vector<ComparisonResult> results;
  if (!scenario.conditions.empty()) return results;  // rows of all of them: twin ensemble
  for (const Comparison& comparison : scenario.comparisons) {
    results.push_back(compare_with_file(comparison, series));
  }
  return results;
}

// Everything after the last step.
void conclude(OpenRun& run, const RunningScenario& simulation, RunSummary& summary,
              RunPictures* pictures, bool json) {
  const SeriesTable series = run.store.series();
  summary.comparisons = compare_all(run.read.scenario, series);
  if (pictures != nullptr) pictures->write_charts(series, summary.comparisons);
  if (!run.store.complete()) run.store.finish();
  summary.digest = digest_of_run(run.folder / "run.h5");
  write_series(series, run.folder / "series.csv");
  write_summary(summary, simulation.tissue_of_cells(), series, run.folder / "summary.json");
  run.log.write(comparison_table(summary.comparisons));
  run.log.write(fmt::format("done in {:.3g} s, digest {}", summary.seconds, summary.digest));
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

// The last word on progress comes before that on a failure.
void advance(RunningScenario& simulation, const SimulationOutput& output, Progress& progress) {
  const auto finish = [&] { progress.finish(simulation.minutes(), simulation.agents()); };
  try {
    simulation.run(output);
  } catch (...) {
    finish();
    throw;
  }
  finish();
}

int simulate(OpenRun& run, const RunOptions& options, unsigned threads) {
  const auto began = std::chrono::steady_clock::now();
  const Scenario& scenario = run.read.scenario;
  const auto built = start_scenario(scenario, threads);
  RunningScenario& simulation = *built;
  if (run.from) simulation.restore(*run.from);
  std::optional<RunPictures> pictures;
  if (options.pictures) {
    pictures.emplace(run.folder, scenario);
    keep_frames(run, *pictures);
  }
  announce(run, simulation, threads);
  Progress progress =
      Progress::on_standard_error(scenario.time.start, scenario.time.end, simulation.agent_word());
  stop_on_signals();
  advance(simulation, outputs(run, progress, pictures ? &*pictures : nullptr), progress);
  if (!simulation.finished()) {
    run.say(fmt::format("stopped at {:.6g} days; go on with: {}", simulation.minutes() / 1440,
                        run.command));
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

int logged(OpenRun& run, const RunOptions& options, unsigned threads) {
  try {
    return simulate(run, options, threads);
  } catch (const CellNetworkError& error) {
    const std::filesystem::path replay = run.folder / "failed_cell.replay.toml";
    write_replay(replay, error.replay());
    run.log.write(fmt::format("failed: {}", error.what()));
    fmt::print(stderr, "the failed cell's window by itself: twin simulate {}\n", replay.string());
    throw;
  } catch (const std::exception& error) {
    run.log.write(fmt::format("failed: {}", error.what()));
    throw;
  }
}

}  // namespace

int run_command(const RunOptions& options) {
  const unsigned threads = threads_or_all(options.threads);
  try {
    OpenRun run = options.resume ? resume_run(options, threads) : start_run(options, threads);
    if (run.store.complete() && std::filesystem::exists(run.folder / "summary.json")) {
      run.say(fmt::format("{}: this run is complete", run.folder.string()));
      return 0;
    }
    return logged(run, options, threads);
  } catch (const InputError& error) {
    const std::string input = options.scenario.empty() ? "twin run" : options.scenario.string();
    fmt::print(stderr, "{}", refusal(input, error));
    return 2;
  }
}

}  // namespace cytotwin
