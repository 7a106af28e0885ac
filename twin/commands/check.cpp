#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/errors.h"
#include "twin/commands/commands.h"
#include "twin/ensemble/draw_members.h"
#include "twin/ensemble/observations.h"
#include "twin/scenario/read.h"
#include "twin/scenario/schema.h"

namespace cytotwin {

namespace {

nlohmann::json as_json(const std::vector<InputProblem>& problems) {
  nlohmann::json list = nlohmann::json::array();
  for (const InputProblem& problem : problems) {
    list.push_back({{"file", problem.place.file},
                    {"line", problem.place.line},
                    {"column", problem.place.column},
                    {"message", problem.message},
                    {"hint", problem.hint}});
  }
  return list;
}

/// What only the commands that run ensembles ask for: conditions, keys of priors, errors of data.
void check_study(const CheckOptions& options, const Scenario& scenario) {
  if ((!scenario.model || scenario.retina) && scenario.priors.empty() &&
      scenario.conditions.empty())
    return;
  const Study study = read_study(options.scenario, options.overrides);
  if (study.parameters() > 0) prior_of(study);
  const auto forward = make_forward(study);
  const bool fitted = study.parameters() > 0 && !scenario.comparisons.empty();
  if (fitted) read_observations(study, forward->shape());
}

}  // namespace

int check_command(const CheckOptions& options) {
  try {
    const ReadScenario read = read_scenario(options.scenario, options.overrides);
    check_study(options, read.scenario);
    if (options.json) {
      fmt::print("{}\n", nlohmann::json{{"problems", nlohmann::json::array()},
                                        {"warnings", as_json(read.warnings)}}
                             .dump(2));
    } else if (options.resolved) {
      fmt::print("{}", read.resolved);
    } else {
      fmt::print(stderr, "{}", describe(read.warnings));
      fmt::print("{}: no problems ({} files read)\n", options.scenario.string(),
                 read.files_read.size());
    }
    return 0;
  } catch (const InputError& error) {
    if (options.json) {
      fmt::print("{}\n", nlohmann::json{{"problems", as_json(error.problems())},
                                        {"warnings", nlohmann::json::array()}}
                             .dump(2));
    } else {
      fmt::print(stderr, "{}", refusal(options.scenario.string(), error));
    }
    return 2;
  }
}

int schema_command(const SchemaOptions& options) {
  fmt::print("{}", options.json ? schema_json() : schema_markdown());
  return 0;
}

}  // namespace cytotwin
