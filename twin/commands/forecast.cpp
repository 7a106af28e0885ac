#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/errors.h"
#include "twin/commands/carry_run.h"
#include "twin/commands/commands.h"
#include "twin/commands/fit_report.h"
#include "twin/commands/interruption.h"
#include "twin/commands/joined_ranks.h"
#include "twin/commands/run_log.h"
#include "twin/commands/stored_scenario.h"
#include "twin/commands/study_pictures.h"
#include "twin/commands/study_run.h"
#include "twin/commands/summary.h"
#include "twin/ensemble/series_bands.h"
#include "twin/version.h"

namespace cytotwin {

namespace {

namespace fs = std::filesystem;

fs::path posterior_file(const ForecastOptions& options) {
  std::error_code error;
  return fs::is_directory(options.posterior, error) ? options.posterior / "posterior.h5"
                                                    : options.posterior;
}

fs::path folder_of(const ForecastOptions& options) {
  return options.out ? *options.out : posterior_file(options).parent_path() / "forecast";
}

/// The posterior's own scenario under what the command line lays over it.
Study forecast_study(const ForecastOptions& options, const EnsembleStore& posterior) {
  const fs::path file = posterior_file(options);
  const fs::path folder = fs::absolute(file).parent_path();
  const std::string stored = bytes_of_file(folder / resolved_file);
  if (stored != posterior.header().scenario)
    throw InputError({file.string(), 0, 0, {}},
                     fmt::format("is the posterior of another scenario than {}",
                                 (folder / resolved_file).string()),
                     "keep posterior.h5 in the folder in which twin personalise made it");
  std::vector<std::string> overrides = options.overrides;
  if (options.until) overrides.push_back("time.end=" + *options.until);
  if (!options.schedule)
    return read_study_text((folder / resolved_file).string(), stored, folder, overrides);
  const std::string over = fmt::format("extends = \"{}\"\n{}", (folder / resolved_file).string(),
                                       bytes_of_file(*options.schedule));
  return read_study_text(options.schedule->string(), over,
                         fs::absolute(*options.schedule).parent_path(), overrides);
}

/// Members of a filter go on from their last analysis.
std::unique_ptr<Forward> carried_forward(const Study& study, const fs::path& fitted) {
  const Study original = stored_study(fitted);
  Stretch stretch = carried_again(original, fitted).last;
  stretch.until = study.base.scenario.time.end;
  if (stretch.until <= stretch.from)
    throw InputError({fitted.string(), 0, 0, {}},
                     fmt::format("was followed to day {:g}, beyond the end of the forecast",
                                 stretch.from / 1440),
                     "write a later --until");
  for (const Comparison& comparison : study.base.scenario.comparisons) {
    if (comparison.relative)
      throw InputError({fitted.string(), 0, 0, {}},
                       fmt::format("\"{}\" is compared relative to the start, which a forecast "
                                   "from the last analysis does not have",
                                   comparison.series),
                       "move time.end and personalise again");
  }
  return std::make_unique<CarriedForward>(study, std::move(stretch));
}

std::unique_ptr<Forward> forecast_forward(const Study& study, const fs::path& posterior) {
  if (!is_filter(study.base.scenario.assimilation.method)) return make_forward(study);
  return carried_forward(study, fs::absolute(posterior).parent_path());
}

void check_parameters(const Study& study, const EnsembleStore& posterior, const fs::path& file) {
  if (study.parameter_names() == posterior.header().parameter_names) return;
  throw InputError(
      {file.string(), 0, 0, {}}, "has other parameters than the scenario's priors",
      fmt::format("the posterior has {}", fmt::join(posterior.header().parameter_names, ", ")));
}

EnsembleHeader header_of(const Study& study, const Forward& forward,
                         const EnsembleStore& posterior) {
  EnsembleHeader header = study_header(study, forward);
  header.design = "posterior";
  header.parameters = posterior.header().parameters;
  return header;
}

/// Points before the end of the forecast; the others do not stand in its way.
StudyObservations reachable(const Study& study, const SeriesShape& shape) {
  Study within = study;
  for (ReadScenario& read : within.scenarios) {
    for (Comparison& comparison : read.scenario.comparisons)
      comparison.until =
          std::min(comparison.until.value_or(shape.minutes.back()), shape.minutes.back());
  }
  return read_observations(within, shape);
}

std::string band_rows(const EnsembleStore& store, const Study& study) {
  std::string out =
      "condition,comparison,series,minutes,model 5 %,model 25 %,model 50 %,model 75 "
      "%,model 95 %\n";
  const SeriesShape& shape = store.header().shape;
  for (std::size_t c = 0; c < study.conditions.size(); ++c) {
    std::vector<std::vector<double>> members;
    for (std::size_t m = 0; m < store.header().members(); ++m) {
      if (store.status(m, c) == MemberStatus::done) members.push_back(store.series(m, c));
    }
    if (members.empty()) continue;
    const auto& comparisons = study.scenarios[c].scenario.comparisons;
    for (std::size_t k = 0; k < comparisons.size(); ++k) {
      const auto column = static_cast<std::size_t>(
          std::find(shape.names.begin(), shape.names.end(), comparisons[k].series) -
          shape.names.begin());
      std::vector<std::vector<double>> curves;
      for (const auto& series : members)
        curves.push_back(predicted_curve(comparisons[k], column, shape, series));
      const SeriesBands bands = bands_of(curves);
      for (std::size_t row = 0; row < shape.minutes.size(); ++row)
        out += fmt::format("{},{},{},{},{:.10g},{:.10g},{:.10g},{:.10g},{:.10g}\n",
                           study.conditions[c].name, k + 1, comparisons[k].series,
                           shape.minutes[row], bands.low[row], bands.lower[row], bands.middle[row],
                           bands.upper[row], bands.high[row]);
    }
  }
  return out;
}

struct Outcome {
  const Study& study;
  const EnsembleStore& store;
  const StudyObservations& observations;
  PointScores fitted, kept_out;
};

std::string json_of(const Outcome& outcome, const fs::path& folder) {
  nlohmann::ordered_json out;
  out["version"] = program_version();
  out["use"] = research_use;
  out["members"] = outcome.store.header().members();
  out["failed"] = failures_of(outcome.store).size();
  const SeriesShape& shape = outcome.store.header().shape;
  out["until_minutes"] = shape.minutes.back();
  for (std::size_t c = 0; c < outcome.study.conditions.size(); ++c) {
    const auto& comparisons = outcome.study.scenarios[c].scenario.comparisons;
    for (std::size_t k = 0; k < comparisons.size(); ++k) {
      ObservedPoint end{c, k, 0, shape.minutes.back(), 0, 0, false};
      end.column = static_cast<std::size_t>(
          std::find(shape.names.begin(), shape.names.end(), comparisons[k].series) -
          shape.names.begin());
      auto values = outputs_by_point(outcome.store, outcome.study, {end}).front();
      if (values.empty()) continue;
      std::sort(values.begin(), values.end());
      out["at_end"].push_back({{"condition", outcome.study.conditions[c].name},
                               {"series", comparisons[k].series},
                               {"q05", sorted_quantile(values, 0.05)},
                               {"q50", sorted_quantile(values, 0.5)},
                               {"q95", sorted_quantile(values, 0.95)}});
    }
  }
  for (const auto& [name, scores] :
       {std::pair{"fitted", &outcome.fitted}, {"kept_out", &outcome.kept_out}}) {
    if (scores->points > 0)
      out[name] = {{"points", scores->points},
                   {"rmse", scores->rmse},
                   {"crps", scores->crps},
                   {"coverage_90", scores->coverage},
                   {"interval_score", scores->interval}};
  }
  out["digest"] = outcome.store.digest();
  out["store"] = (folder / "ensemble.h5").string();
  return out.dump(1) + "\n";
}

void conclude(const Outcome& outcome, const fs::path& folder, const ForecastOptions& options) {
  write_text(folder / "summary.json", json_of(outcome, folder));
  write_text(folder / "forecast.csv", band_rows(outcome.store, outcome.study));
  if (options.pictures)
    draw_bands(outcome.store, outcome.study, &outcome.observations,
               {"forecast", "forecast", research_use}, folder / "pictures");
  if (options.json) {
    fmt::print("{}", bytes_of_file(folder / "summary.json"));
    return;
  }
  const auto summary = nlohmann::json::parse(bytes_of_file(folder / "summary.json"));
  for (const auto& row : summary["at_end"]) {
    const std::string condition = row["condition"];
    fmt::print("at the end {}{}: {:.4g} [{:.4g}, {:.4g}]\n", row["series"].get<std::string>(),
               condition_words(condition), row["q50"].get<double>(), row["q05"].get<double>(),
               row["q95"].get<double>());
  }
  fmt::print("{}{}bands     {}\n", scores_text("fitted", outcome.fitted),
             scores_text("kept out", outcome.kept_out), (folder / "forecast.csv").string());
  if (options.pictures) fmt::print("pictures  {}\n", (folder / "pictures").string());
  fmt::print("digest    {}\n{}\n", outcome.store.digest(), research_use);
}

int run_first(const ForecastOptions& options, const EnsembleStore& posterior, const Study& given,
              Ranks* ranks) {
  const fs::path folder = folder_of(options);
  if (is_filter(given.base.scenario.assimilation.method) && ranks != nullptr)
    throw InputError({posterior_file(options).string(), 0, 0, {}},
                     "is of a filter, which runs in one process",
                     "leave mpirun out and give it --threads");
  check_parameters(given, posterior, posterior_file(options));
  reachable(given, forecast_forward(given, posterior_file(options))->shape());
  if (!options.resume) store_scenario(given.base, folder, options.force);
  const Study study = stored_study(folder);
  if (options.resume)
    require_same_scenario(study.base, given.base, options.posterior, folder,
                          "leave the changes out, or start another with --out");
  const auto forward = forecast_forward(study, posterior_file(options));
  RunLog log(folder);
  EnsembleStore store =
      options.resume
          ? EnsembleStore::open(folder / "ensemble.h5", true)
          : EnsembleStore::create(folder / "ensemble.h5", header_of(study, *forward, posterior));
  stop_on_signals();
  const unsigned threads = threads_or_all(options.threads);
  const EnsembleState state =
      run_with_progress(*forward, store, engine_options(study, threads), ranks, "forecast ");
  if (state.ended < state.tasks) {
    say(log, "stopped; go on with the same command and --resume");
    return 1;
  }
  require_enough(store, study.base.scenario.ensemble);
  const StudyObservations observations = reachable(study, forward->shape());
  conclude({study, store, observations,
            score(observations.fitted, outputs_by_point(store, study, observations.fitted)),
            score(observations.kept_out, outputs_by_point(store, study, observations.kept_out))},
           folder, options);
  return 0;
}

}  // namespace

int forecast_command(const ForecastOptions& options) {
  const JoinedRanks ranks;
  try {
    const EnsembleStore posterior = EnsembleStore::open(posterior_file(options), false);
    const Study study = forecast_study(options, posterior);
    if (!ranks.is_first()) return serve_study(study, ranks);
    return run_first(options, posterior, study, ranks.get());
  } catch (const InputError& error) {
    if (ranks.is_first()) fmt::print(stderr, "{}", refusal(options.posterior.string(), error));
    return 2;
  }
}

}  // namespace cytotwin
