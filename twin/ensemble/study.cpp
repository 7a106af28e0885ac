#include "twin/ensemble/study.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "core/errors.h"
#include "twin/ensemble/network_forward.h"
#include "twin/ensemble/tissue_forward.h"
#include "twin/scenario/measure.h"

namespace cytotwin {

namespace {

std::string setting(const std::string& key, double value, const std::string& unit, bool quoted) {
  const std::string text = quantity_text(value, unit);
  return quoted ? fmt::format("{}=\"{}\"", key, text) : fmt::format("{}={}", key, text);
}

// A key that no scenario has shows up only when a value is laid there, and so does one that takes
// pure numbers as a text.
void learn_prior_keys(Study& study, std::vector<InputProblem>& problems) {
  for (const PriorSection& prior : study.base.scenario.priors) {
    for (const std::string& key : prior.keys) {
      const double middle = prior_middle(prior);
      try {
        study.with({setting(key, middle, prior.unit, false)});
      } catch (const InputError& error) {
        try {
          study.with({setting(key, middle, prior.unit, true)});
          study.quoted_keys.insert(key);
        } catch (const InputError&) {
          for (InputProblem problem : error.problems()) {
            problem.message = fmt::format("prior \"{}\": {}", prior.name, problem.message);
            problems.push_back(std::move(problem));
          }
        }
      }
    }
  }
}

Study complete(Study study) {
  study.conditions = study.base.scenario.conditions;
  if (study.conditions.empty()) study.conditions.emplace_back();
  std::vector<InputProblem> problems;
  for (const Condition& condition : study.conditions) {
    try {
      study.scenarios.push_back(study.with(condition.set));
    } catch (const InputError& error) {
      for (InputProblem problem : error.problems()) {
        problem.message = fmt::format("condition \"{}\": {}", condition.name, problem.message);
        problems.push_back(std::move(problem));
      }
    }
  }
  learn_prior_keys(study, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return study;
}

}  // namespace

double prior_middle(const PriorSection& prior) {
  if (prior.kind == PriorSection::Kind::uniform) return (*prior.lower + *prior.upper) / 2;
  if (prior.lower && prior.mean < *prior.lower) return *prior.lower;
  if (prior.upper && prior.mean > *prior.upper) return *prior.upper;
  return prior.mean;
}

std::vector<std::string> Study::parameter_names() const {
  std::vector<std::string> names;
  for (const PriorSection& prior : base.scenario.priors) names.push_back(prior.name);
  return names;
}

std::vector<std::string> Study::settings(std::size_t condition, std::span<const double> values,
                                         std::uint64_t seed) const {
  std::vector<std::string> out = {fmt::format("twin.seed={}", seed)};
  out.insert(out.end(), conditions[condition].set.begin(), conditions[condition].set.end());
  for (std::size_t p = 0; p < values.size(); ++p) {
    const PriorSection& prior = base.scenario.priors[p];
    for (const std::string& key : prior.keys)
      out.push_back(setting(key, values[p], prior.unit, quoted_keys.count(key) > 0));
  }
  return out;
}

ReadScenario Study::with(const std::vector<std::string>& settings) const {
  return read_scenario_text(file, text, directory, settings);
}

Study read_study(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  Study study;
  study.file = file.string();
  study.base = read_scenario(file, overrides);
  study.text = study.base.resolved;
  study.directory = std::filesystem::absolute(file).parent_path();
  return complete(std::move(study));
}

Study read_study_text(const std::string& name, const std::string& text,
                      const std::filesystem::path& directory,
                      const std::vector<std::string>& overrides) {
  Study study;
  study.file = name;
  study.base = read_scenario_text(name, text, directory, overrides);
  study.text = study.base.resolved;
  study.directory = directory;
  return complete(std::move(study));
}

SeriesShape common_shape(const Study& study, const std::string& alike,
                         const std::function<SeriesShape(const Scenario&)>& shape_of) {
  SeriesShape first = shape_of(study.scenarios.front().scenario);
  for (std::size_t c = 1; c < study.scenarios.size(); ++c) {
    if (shape_of(study.scenarios[c].scenario) == first) continue;
    throw InputError({study.file, 0, 0, {}},
                     fmt::format("conditions \"{}\" and \"{}\" put out different series",
                                 study.conditions[0].name, study.conditions[c].name),
                     fmt::format("conditions may differ in values, not in {} or times", alike));
  }
  return first;
}

std::unique_ptr<Forward> make_forward(const Study& study) {
  if (study.base.scenario.model && !study.base.scenario.retina)
    return std::make_unique<NetworkForward>(study);
  return std::make_unique<TissueForward>(study);
}

}  // namespace cytotwin
