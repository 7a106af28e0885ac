#include <fmt/format.h>

#include <chrono>

#include "core/errors.h"
#include "twin/commands/carry_run.h"
#include "twin/commands/commands.h"
#include "twin/commands/fit_report.h"
#include "twin/commands/interruption.h"
#include "twin/commands/joined_ranks.h"
#include "twin/commands/run_folder.h"
#include "twin/commands/run_log.h"
#include "twin/commands/stored_scenario.h"
#include "twin/commands/study_pictures.h"
#include "twin/commands/study_run.h"
#include "twin/commands/summary.h"
#include "twin/ensemble/draw_members.h"
#include "twin/ensemble/image_points.h"

namespace cytotwin {

namespace {

namespace fs = std::filesystem;

fs::path folder_of(const PersonaliseOptions& options) {
  return options.out ? *options.out : fs::path("runs") / options.scenario.stem();
}

std::vector<std::string> overrides_of(const PersonaliseOptions& options) {
  std::vector<std::string> overrides = options.overrides;
  if (options.patient)
    overrides.push_back("patient.file=" + fs::absolute(*options.patient).string());
  return overrides;
}

/// What can be wrong is found before anything of an older run is removed.
void check_study(const Study& study, const Forward& forward, const Ranks* ranks) {
  const SourcePlace place{study.file, 0, 0, {}};
  if (is_filter(study.base.scenario.assimilation.method) && ranks != nullptr)
    throw InputError(place, "a filter runs in one process, and this is one of several",
                     "leave mpirun out and give it --threads");
  if (study.parameters() == 0)
    throw InputError(place, "no [[prior]]: nothing to fit", "write a [[prior]] for each parameter");
  const bool images = !read_images(study).empty();
  if (study.base.scenario.comparisons.empty() && !images)
    throw InputError(place, "no [[comparison]]: nothing to fit to",
                     "write a [[comparison]] with the measured column and the series");
  prior_of(study);
  if (read_observations(study, forward.shape()).fitted.empty() && !images)
    throw InputError(place, "no measured point is fitted",
                     "points lie before the start, or calibrated or fitted is false everywhere");
}

Study open_study(const PersonaliseOptions& options, const fs::path& folder, const Ranks* ranks) {
  const Study given = read_study(options.scenario, overrides_of(options));
  fmt::print(stderr, "{}", describe(given.base.warnings));
  check_study(given, *make_forward(given), ranks);
  if (options.resume) {
    Study study = stored_study(folder);
    require_same_scenario(study.base, given.base, options.scenario, folder,
                          "leave the changes out, or start another with --out");
    return study;
  }
  store_scenario(given.base, folder, options.force);
  if (!is_filter(given.base.scenario.assimilation.method)) make_folder(folder / "iterations");
  return stored_study(folder);
}

std::vector<std::size_t> fitted_conditions(const Study& study) {
  std::vector<std::size_t> fitted;
  for (std::size_t c = 0; c < study.conditions.size(); ++c) {
    if (study.conditions[c].fitted) fitted.push_back(c);
  }
  return fitted;
}

/// Rounds of the fit in the folder; the posterior beside the scenario, the others below.
class Rounds {
 public:
  Rounds(const Study& study, const Forward& forward, const fs::path& folder, unsigned threads,
         Ranks* ranks)
      : study_(study), forward_(forward), folder_(folder), threads_(threads), ranks_(ranks) {}

  std::optional<EnsembleStore> run(const std::string& name, const std::vector<double>& parameters,
                                   std::uint64_t seed) const {
    EnsembleStore store = open(name, parameters, seed);
    EnsembleOptions options = engine_options(study_, threads_);
    // what is kept out is forecast once, from the posterior
    if (name != "posterior") options.conditions = fitted_conditions(study_);
    const EnsembleState state =
        run_with_progress(forward_, store, options, ranks_, fmt::format("{:<12} ", name));
    if (state.ended < state.tasks) return std::nullopt;
    require_enough(store, study_.base.scenario.ensemble);
    return store;
  }

 private:
  EnsembleStore open(const std::string& name, const std::vector<double>& parameters,
                     std::uint64_t seed) const {
    const fs::path file =
        name == "posterior" ? folder_ / "posterior.h5" : folder_ / "iterations" / (name + ".h5");
    std::error_code error;
    if (fs::exists(file, error)) return EnsembleStore::open(file, true);
    EnsembleHeader header = study_header(study_, forward_);
    header.seed = seed;
    header.design = name;
    header.parameters = parameters;
    return EnsembleStore::create(file, header);
  }

  const Study& study_;
  const Forward& forward_;
  fs::path folder_;
  unsigned threads_;
  Ranks* ranks_;
};

void conclude(const FitReport& report, const fs::path& folder, const PersonaliseOptions& options) {
  write_text(folder / "summary.json", fit_json(report));
  write_text(folder / "parameters.csv", parameters_csv(report));
  if (options.pictures) {
    const EnsembleStore prior =
        EnsembleStore::open(folder / "iterations" / "iteration_0.h5", false);
    draw_bands(prior, report.study, &report.observations, {"prior", "prior", ""},
               folder / "pictures");
    draw_bands(report.posterior, report.study, &report.observations,
               {"posterior", "posterior", research_use}, folder / "pictures");
    draw_fit(report, folder / "pictures");
  }
  if (options.json) {
    fmt::print("{}", bytes_of_file(folder / "summary.json"));
    return;
  }
  fmt::print("{}posterior   {}\nparameters  {}\n", fit_text(report),
             (folder / "posterior.h5").string(), (folder / "parameters.csv").string());
  if (options.pictures) fmt::print("pictures    {}\n", (folder / "pictures").string());
  fmt::print("digest      {}\n", report.posterior.digest());
}

int run_first(const PersonaliseOptions& options, Ranks* ranks) {
  const fs::path folder = folder_of(options);
  const Study study = open_study(options, folder, ranks);
  const auto forward = make_forward(study);
  const StudyObservations observations = read_observations(study, forward->shape());
  RunLog log(folder);
  const unsigned threads = threads_or_all(options.threads);
  const Scenario& scenario = study.base.scenario;
  say(log,
      fmt::format("{} points fitted, {} kept out, {} before the start", observations.fitted.size(),
                  observations.kept_out.size(), observations.before_start));
  if (is_filter(scenario.assimilation.method)) {
    say(log,
        cost_line(study, *forward,
                  static_cast<std::size_t>(scenario.ensemble.members) * study.conditions.size(), 1,
                  threads, ranks));
    stop_on_signals();
    return run_filter(study, observations, folder, options, log);
  }
  const std::size_t tasks =
      static_cast<std::size_t>(scenario.ensemble.members) * fitted_conditions(study).size();
  say(log,
      cost_line(study, *forward, tasks,
                static_cast<std::size_t>(scenario.assimilation.iterations) + 1, threads, ranks));
  stop_on_signals();
  const Rounds rounds(study, *forward, folder, threads, ranks);
  const auto fit =
      fit_study(study, observations,
                [&](const std::string& name, const std::vector<double>& parameters,
                    std::uint64_t seed) { return rounds.run(name, parameters, seed); });
  if (!fit) {
    say(log, "stopped; go on with the same command and --resume");
    return 1;
  }
  const EnsembleStore posterior = EnsembleStore::open(folder / "posterior.h5", false);
  const FitReport report{
      study,
      observations,
      *fit,
      posterior,
      score(observations.fitted, outputs_by_point(posterior, study, observations.fitted)),
      score(observations.kept_out, outputs_by_point(posterior, study, observations.kept_out))};
  conclude(report, folder, options);
  log.write(fit_text(report));
  return 0;
}

}  // namespace

int personalise_command(const PersonaliseOptions& options) {
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
