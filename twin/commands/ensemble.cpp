#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "core/errors.h"
#include "twin/commands/commands.h"
#include "twin/commands/interruption.h"
#include "twin/commands/joined_ranks.h"
#include "twin/commands/run_log.h"
#include "twin/commands/stored_scenario.h"
#include "twin/commands/study_pictures.h"
#include "twin/commands/study_run.h"
#include "twin/commands/summary.h"
#include "twin/ensemble/draw_members.h"
#include "twin/ensemble/series_bands.h"
#include "twin/version.h"

namespace cytotwin {

namespace {

constexpr const char* store_name = "ensemble.h5";

std::filesystem::path folder_of(const EnsembleCommandOptions& options) {
  return options.out ? *options.out : std::filesystem::path("runs") / options.scenario.stem();
}

std::vector<std::string> overrides_of(const EnsembleCommandOptions& options) {
  std::vector<std::string> overrides = options.overrides;
  if (options.members) overrides.push_back(fmt::format("ensemble.members={}", *options.members));
  const bool named = options.design && !options.design->ends_with(".csv");
  if (named) overrides.push_back(fmt::format("ensemble.design={}", *options.design));
  return overrides;
}

EnsembleHeader header_of(const Study& study, const Forward& forward,
                         const EnsembleCommandOptions& options) {
  const Scenario& scenario = study.base.scenario;
  EnsembleHeader header = study_header(study, forward);
  const bool from_file = options.design && options.design->ends_with(".csv");
  const auto members = static_cast<std::size_t>(scenario.ensemble.members);
  header.parameters = from_file ? read_members(study, *options.design)
                                : draw_members(study, scenario.ensemble.design, members);
  header.seeds = members;
  header.design = from_file ? "given" : design_name(scenario.ensemble.design);
  return header;
}

std::string json_of(const EnsembleStore& store, const EnsembleState& state,
                    const std::filesystem::path& folder, double seconds) {
  nlohmann::ordered_json out;
  out["version"] = program_version();
  out["members"] = store.header().members();
  out["conditions"] = store.header().conditions;
  out["simulations"] = state.tasks;
  out["failed"] = state.failed;
  out["failures"] = nlohmann::ordered_json::array();
  for (const FailedTask& failed : failures_of(store))
    out["failures"].push_back({{"member", failed.member},
                               {"condition", store.header().conditions[failed.condition]},
                               {"reason", failed.reason}});
  out["seconds"] = seconds;
  out["digest"] = store.digest();
  out["store"] = (folder / store_name).string();
  return out.dump(1) + "\n";
}

void draw(const EnsembleStore& store, const Study& study, const std::filesystem::path& folder) {
  const BandChartWords words{"ensemble", "members", ""};
  if (study.base.scenario.comparisons.empty())
    return draw_bands(store, study, nullptr, words, folder);
  const StudyObservations observations = read_observations(study, store.header().shape);
  draw_bands(store, study, &observations, words, folder);
}

void conclude(const EnsembleStore& store, const EnsembleState& state, const Study& study,
              const std::filesystem::path& folder, double seconds,
              const EnsembleCommandOptions& options) {
  write_text(folder / "summary.json", json_of(store, state, folder, seconds));
  write_text(folder / "series.csv", bands_csv(store));
  if (options.pictures) draw(store, study, folder / "pictures");
  if (options.json) {
    fmt::print("{}", bytes_of_file(folder / "summary.json"));
    return;
  }
  for (const FailedTask& failed : failures_of(store))
    fmt::print("failed    member {}{}: {}\n", failed.member,
               condition_words(store.header().conditions[failed.condition]), failed.reason);
  fmt::print("members   {}, {} simulations, {} failed\nstore     {}\nbands     {}\n",
             store.header().members(), state.tasks, state.failed, (folder / store_name).string(),
             (folder / "series.csv").string());
  if (options.pictures) fmt::print("pictures  {}\n", (folder / "pictures").string());
  fmt::print("digest    {}\n", store.digest());
}

EnsembleStore open_store(const EnsembleCommandOptions& options, const Study& given,
                         const std::filesystem::path& folder, Study& study,
                         std::unique_ptr<Forward>& forward) {
  if (options.resume) {
    study = stored_study(folder);
    require_same_scenario(study.base, given.base, options.scenario, folder,
                          fmt::format("leave the changes out, or start another with --out"));
    forward = make_forward(study);
    return EnsembleStore::open(folder / store_name, true);
  }
  // what can be wrong is found before anything of an older run is removed
  const std::unique_ptr<Forward> first = make_forward(given);
  header_of(given, *first, options);
  if (!given.base.scenario.comparisons.empty()) read_observations(given, first->shape());
  store_scenario(given.base, folder, options.force);
  study = stored_study(folder);
  forward = make_forward(study);
  return EnsembleStore::create(folder / store_name, header_of(study, *forward, options));
}

int run_first(const EnsembleCommandOptions& options, Ranks* ranks) {
  const auto began = std::chrono::steady_clock::now();
  const std::filesystem::path folder = folder_of(options);
  const Study given = read_study(options.scenario, overrides_of(options));
  fmt::print(stderr, "{}", describe(given.base.warnings));
  Study study;
  std::unique_ptr<Forward> forward;
  EnsembleStore store = open_store(options, given, folder, study, forward);
  RunLog log(folder);
  const unsigned threads = threads_or_all(options.threads);
  const std::size_t tasks = store.header().members() * store.header().conditions.size();
  say(log, cost_line(study, *forward, tasks, 1, threads, ranks));
  stop_on_signals();
  const EnsembleState state =
      run_with_progress(*forward, store, engine_options(study, threads), ranks, "");
  if (state.ended < state.tasks) {
    say(log, fmt::format("stopped after {} of {} simulations; go on with the same command and "
                         "--resume",
                         state.ended, state.tasks));
    return 1;
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  conclude(store, state, study, folder, seconds, options);
  log.write(
      fmt::format("done in {:.3g} s, {} failed, digest {}", seconds, state.failed, store.digest()));
  require_enough(store, study.base.scenario.ensemble);
  return 0;
}

}  // namespace

int ensemble_command(const EnsembleCommandOptions& options) {
  const JoinedRanks ranks;
  try {
    if (!ranks.is_first())
      return serve_study(read_study(options.scenario, overrides_of(options)), ranks);
    return run_first(options, ranks.get());
  } catch (const InputError& error) {
    if (ranks.is_first()) fmt::print(stderr, "{}", refusal(options.scenario.string(), error));
    return 2;
  }
}

}  // namespace cytotwin
