#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "twin/commands/run_log.h"
#include "twin/ensemble/ranks.h"
#include "twin/ensemble/run_ensemble.h"
#include "twin/ensemble/study.h"

namespace cytotwin {

// What the commands that run ensembles have in common.

/// The study of a folder that store_scenario() has made.
/// @throws InputError if there is none
Study stored_study(const std::filesystem::path& folder);

/// Everything of a store's header but the members.
EnsembleHeader study_header(const Study& study, const Forward& forward);
std::string design_name(Design design);

EnsembleOptions engine_options(const Study& study, unsigned threads);

/// "200 members x 4 conditions x 5 rounds = 4,000 simulations of about 9 s on 2 cores: 5 h". The
/// time of one is that of a probe at the priors' middle, which is given up after a few seconds and
/// then a lower bound from the share of the time it reached.
std::string cost_line(const Study& study, const Forward& forward, std::size_t tasks,
                      std::size_t rounds, unsigned threads, const Ranks* ranks);

/// run_ensemble() with a progress line on standard error.
EnsembleState run_with_progress(const Forward& forward, EnsembleStore& store,
                                EnsembleOptions options, Ranks* ranks, const std::string& what);

struct FailedTask {
  std::size_t member = 0, condition = 0;
  std::string reason;
};
std::vector<FailedTask> failures_of(const EnsembleStore& store);

/// @throws RunError naming the first reason if a simulation failed in a larger share of the members
///   than ensemble.allowed_failures
void require_enough(const EnsembleStore& store, const EnsembleSection& section);

/// ", condition "2500"" or nothing.
std::string condition_words(const std::string& condition);

/// To standard error and the log.
void say(RunLog& log, const std::string& text);

}  // namespace cytotwin
