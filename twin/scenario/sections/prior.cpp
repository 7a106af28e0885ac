#include <fmt/format.h>

#include <algorithm>

#include "core/toml/suggest.h"
#include "twin/scenario/references.h"
#include "twin/scenario/sections.h"

namespace cytotwin {

namespace {

using T = Draft<PriorSection>;
using C = Draft<CorrelationSection>;
using Kind = PriorSection::Kind;

Kind kind_of(const void* object) { return TableBuilder<T>::of(object).kind; }
bool has_mean(const void* object) { return kind_of(object) != Kind::uniform; }
bool has_bounds(const void* object) { return kind_of(object) != Kind::lognormal; }

Table prior_table() {
  TableBuilder<T> table("What is known of a parameter before the data.");
  table.named_by("name");
  table.text("name", &T::name,
             {.doc = "How results call it.", .required = true, .example = "\"growth\""});
  table.choices("keys", &T::keys, {},
                {.doc = "Keys of this scenario that get its value, as --set has them; by default "
                        "model.parameters.NAME.",
                 .example = "[\"cell_type.tumour.oxygen.necrosis_rate\"]"});
  table.text("unit", &T::unit,
             {.doc = "Of all its numbers, where the keys have a unit.", .example = "\"1/h\""});
  table.choice<Kind T::*, Kind>(
      "distribution", &T::kind,
      {{"normal", Kind::normal},
       {"lognormal", Kind::lognormal},
       {"logit_normal", Kind::logit_normal},
       {"uniform", Kind::uniform}},
      {.doc = "normal (cut at the bounds, if there are any), lognormal, logit_normal (between the "
              "bounds) or uniform.",
       .required = true});
  table.number("mean", &T::mean,
               {.doc = "Of lognormal and logit_normal the median.",
                .aliases = {"median"},
                .when = has_mean,
                .when_words = "distribution = \"normal\", \"lognormal\" and \"logit_normal\""});
  table.number(
      "sd", &T::sd,
      {.doc = "Standard deviation; of lognormal and logit_normal that of logarithm and logit.",
       .range = more_than(0),
       .when = has_mean,
       .when_words = "distribution = \"normal\", \"lognormal\" and \"logit_normal\""});
  table.number("lower", &T::lower,
               {.doc = "Lower bound.",
                .aliases = {"min"},
                .when = has_bounds,
                .when_words = "distribution = \"normal\", \"logit_normal\" and \"uniform\""});
  table.number("upper", &T::upper,
               {.doc = "Upper bound.",
                .aliases = {"max"},
                .when = has_bounds,
                .when_words = "distribution = \"normal\", \"logit_normal\" and \"uniform\""});
  table.number("random_walk", &T::random_walk,
               {.doc = "Standard deviation over one day of its artificial random walk under a "
                       "filter, where it is normal (of logarithm and logit); 0: it stays.",
                .range = between(0, 10)});
  return table.build();
}

Table correlation_table() {
  TableBuilder<C> table(
      "Correlation of two priors, of the values that are normal: logarithms, logits.");
  table.text("first", &C::first, {.doc = "A prior.", .required = true, .example = "\"growth\""});
  table.text("second", &C::second, {.doc = "Another.", .required = true, .example = "\"kill\""});
  table.number("value", &C::value,
               {.doc = "Between -1 and 1.",
                .required = true,
                .range = {-1, 1, true, true},
                .example = "0.5"});
  return table.build();
}

void declare(TableBuilder<ScenarioDraft>& root) {
  root.tables("prior", &ScenarioDraft::priors, prior_table(), {.aliases = {"priors"}});
  root.tables("correlation", &ScenarioDraft::correlations, correlation_table());
}

void check_bounds(const T& prior, const std::string& label, Checks& checks) {
  if (!checks.good(prior, {"distribution", "mean", "sd", "lower", "upper"})) return;
  const bool bounded = prior.kind == Kind::uniform || prior.kind == Kind::logit_normal;
  if (bounded && !(prior.lower && prior.upper))
    return checks.problem(prior, "distribution", label + "needs both bounds",
                          "write lower and upper");
  if (prior.lower && prior.upper && *prior.lower >= *prior.upper)
    return checks.problem(prior, "upper",
                          fmt::format("{}upper = {} is not above lower = {}", label,
                                      number_text(*prior.upper), number_text(*prior.lower)),
                          "values lie between the two");
  if (prior.kind == Kind::lognormal && prior.mean <= 0)
    return checks.problem(
        prior, "mean",
        fmt::format("{}the median {} is not above 0", label, number_text(prior.mean)),
        "a lognormal parameter is positive");
  if (prior.kind == Kind::logit_normal &&
      (prior.mean <= *prior.lower || prior.mean >= *prior.upper))
    return checks.problem(
        prior, "mean",
        fmt::format("{}the median {} does not lie between the bounds", label,
                    number_text(prior.mean)),
        fmt::format("between {} and {}", number_text(*prior.lower), number_text(*prior.upper)));
  // a normal distribution of which the bounds leave next to nothing cannot be drawn from
  if (prior.kind == Kind::normal && ((prior.lower && *prior.lower > prior.mean + 6 * prior.sd) ||
                                     (prior.upper && *prior.upper < prior.mean - 6 * prior.sd)))
    checks.problem(prior, prior.lower && *prior.lower > prior.mean ? "lower" : "upper",
                   label + "the bounds leave nothing of the distribution",
                   "within six standard deviations of the mean");
}

void check_keys(const ScenarioDraft& draft, T& prior, const std::string& label, Checks& checks) {
  if (!checks.good(prior, {"keys", "name"}) || !prior.keys.empty()) return;
  if (!draft.model)
    return checks.problem(prior, "name", label + "no keys are written",
                          "write for example keys = [\"cell_type.tumour.oxygen.necrosis_rate\"]");
  if (!draft.model->compiled) return;
  const std::vector<std::string>& names = draft.model->compiled->constant_names();
  if (std::find(names.begin(), names.end(), prior.name) == names.end())
    return checks.problem(
        prior, "name", fmt::format("{}no keys, and no constant of the network is called so", label),
        suggestion(prior.name, names, "constants"));
  prior.keys = {"model.parameters." + prior.name};
}

void check_correlations(const ScenarioDraft& draft, Checks& checks) {
  std::vector<std::string> names;
  for (const T& prior : draft.priors) {
    if (!checks.good(prior, {"name"})) return;
    names.push_back(prior.name);
  }
  for (const C& correlation : draft.correlations) {
    if (!checks.good(correlation, {"first", "second", "value"})) continue;
    for (const auto& [key, name] :
         {std::pair{"first", correlation.first}, {"second", correlation.second}}) {
      if (std::find(names.begin(), names.end(), name) == names.end())
        checks.problem(correlation, key, fmt::format("correlation: \"{}\" is no prior", name),
                       suggestion(name, names, "priors"));
    }
    if (correlation.first == correlation.second)
      checks.problem(correlation, "second",
                     fmt::format("correlation of \"{}\" with itself", correlation.first),
                     "name two priors");
  }
}

void check(ScenarioDraft& draft, Checks& checks) {
  check_unique_names<T>(draft.priors, "name", "prior", &T::name, checks);
  for (T& prior : draft.priors) {
    const std::string label = fmt::format("prior \"{}\": ", prior.name);
    check_bounds(prior, label, checks);
    check_keys(draft, prior, label, checks);
  }
  check_correlations(draft, checks);
}

void fill(const ScenarioDraft& draft, Scenario& scenario) {
  scenario.priors.assign(draft.priors.begin(), draft.priors.end());
  scenario.correlations.assign(draft.correlations.begin(), draft.correlations.end());
}

}  // namespace

Section prior_section() { return {declare, check, fill}; }

}  // namespace cytotwin
