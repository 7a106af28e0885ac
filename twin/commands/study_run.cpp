#include "twin/commands/study_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "core/errors.h"
#include "twin/commands/interruption.h"
#include "twin/commands/stored_scenario.h"
#include "twin/ensemble/ensemble_progress.h"
#include "twin/simulation/progress_line.h"
#include "twin/version.h"

namespace cytotwin {

namespace {

constexpr double longest_probe = 5;  // [s]

struct Probe {
  double seconds = 0;
  bool whole = true;
};

// A simulation counts its own progress only by being asked whether to stop, so what is known of
// one that was given up is that it takes longer.
Probe probe(const Study& study, const Forward& forward) {
  std::vector<double> middle;
  for (const PriorSection& prior : study.base.scenario.priors)
    middle.push_back(prior_middle(prior));
  const auto began = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  };
  Probe result;
  try {
    forward.run({middle, 0, study.base.scenario.twin.seed,
                 [&] { return seconds() > longest_probe || is_interrupted(); }});
  } catch (const ForwardFailure&) {
    result.whole = false;
  }
  result.seconds = seconds();
  return result;
}

std::string short_duration(double seconds) {
  if (seconds < 0.001) return fmt::format("{:.2g} us", seconds * 1e6);
  if (seconds < 1) return fmt::format("{:.2g} ms", seconds * 1e3);
  return seconds < 60 ? fmt::format("{:.2g} s", seconds) : duration_text(seconds);
}

}  // namespace

Study stored_study(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / resolved_file;
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error))
    throw InputError({folder.string(), 0, 0, {}}, "nothing was started in this folder",
                     "leave --resume out");
  return read_study_text(file.string(), bytes_of_file(file), folder, {});
}

EnsembleHeader study_header(const Study& study, const Forward& forward) {
  EnsembleHeader header;
  header.scenario = study.base.portable;
  header.code_version = program_version();
  header.seed = study.base.scenario.twin.seed;
  header.parameter_names = study.parameter_names();
  for (const PriorSection& prior : study.base.scenario.priors)
    header.parameter_units.push_back(prior.unit);
  for (const Condition& condition : study.conditions) header.conditions.push_back(condition.name);
  header.shape = forward.shape();
  return header;
}

std::string design_name(Design design) {
  switch (design) {
    case Design::sobol:
      return "sobol";
    case Design::latin_hypercube:
      return "lhs";
    case Design::random:
      break;
  }
  return "random";
}

EnsembleOptions engine_options(const Study& study, unsigned threads) {
  EnsembleOptions options;
  options.threads = threads;
  const auto& limit = study.base.scenario.ensemble.time_limit;
  if (limit) options.time_limit = *limit * 60;
  options.stop = is_interrupted;
  return options;
}

std::string cost_line(const Study& study, const Forward& forward, std::size_t tasks,
                      std::size_t rounds, unsigned threads, const Ranks* ranks) {
  const Probe one = probe(study, forward);
  const std::size_t cores =
      threads + (ranks == nullptr ? 0 : static_cast<std::size_t>(ranks->size() - 1));
  const std::size_t all = tasks * rounds;
  const double wall = one.seconds * static_cast<double>(all) / static_cast<double>(cores);
  return fmt::format("{}{} simulations of {} {} on {} core{}: {} {}",
                     rounds > 1 ? fmt::format("{} rounds of {} = ", rounds, tasks) : "", all,
                     one.whole ? "about" : "more than", short_duration(one.seconds), cores,
                     cores == 1 ? "" : "s", one.whole ? "about" : "more than", duration_text(wall));
}

EnsembleState run_with_progress(const Forward& forward, EnsembleStore& store,
                                EnsembleOptions options, Ranks* ranks, const std::string& what) {
  EnsembleProgress progress(ProgressLine::on_standard_error(), what);
  options.progress = [&](const EnsembleState& state) { progress.update(state); };
  const EnsembleState state = run_ensemble(forward, store, options, ranks);
  progress.finish(state);
  return state;
}

std::vector<FailedTask> failures_of(const EnsembleStore& store) {
  std::vector<FailedTask> failures;
  for (std::size_t m = 0; m < store.header().members(); ++m) {
    for (std::size_t c = 0; c < store.header().conditions.size(); ++c) {
      if (store.status(m, c) == MemberStatus::failed)
        failures.push_back({m, c, store.reason(m, c)});
    }
  }
  return failures;
}

void require_enough(const EnsembleStore& store, const EnsembleSection& section) {
  std::set<std::size_t> members;
  for (const FailedTask& task : failures_of(store)) members.insert(task.member);
  const std::size_t failed = members.size();
  const double share = static_cast<double>(failed) / static_cast<double>(store.header().members());
  if (share <= section.allowed_failures) return;
  throw RunError(
      fmt::format("{} of {} members failed, ensemble.allowed_failures is {:g}; the first: {}",
                  failed, store.header().members(), section.allowed_failures,
                  failures_of(store).front().reason),
      0);
}

std::string condition_words(const std::string& condition) {
  return condition.empty() ? std::string() : fmt::format(", condition \"{}\"", condition);
}

void say(RunLog& log, const std::string& text) {
  fmt::print(stderr, "{}\n", text);
  log.write(text);
}

}  // namespace cytotwin
