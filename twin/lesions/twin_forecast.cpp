#include "twin/lesions/twin_forecast.h"

namespace cytotwin::lesions {
namespace {

constexpr double weight_of_like_cases = 0.65;
constexpr double earliest_donor = 16, latest_donor = 56;  // [weeks] after the first scan
constexpr std::size_t fewest_donors = 20;
constexpr std::size_t widest = 100;

bool is_like(Task task, TwinVariant variant, const Transition& t) {
  if (hides_the_end(task))
    return variant == TwinVariant::blind_to_the_end || t.remaining == scans_counted(task);
  return t.from + 1 == scans_counted(task) && t.target_week >= earliest_donor &&
         t.target_week <= latest_donor;
}

Description description_of(TwinVariant variant) {
  switch (variant) {
    case TwinVariant::without_model:
      return Description::past;
    case TwinVariant::through_model_alone:
      return Description::model;
    case TwinVariant::without_past:
      return Description::neither;
    default:
      return Description::past_and_model;
  }
}

/// Transitions of a fold's training patients that may be donors.
std::vector<std::size_t> donors_of(Task task, TwinVariant variant,
                                   std::span<const Transition> transitions, std::size_t fold) {
  std::vector<std::size_t> donors;
  for (std::size_t t = 0; t < transitions.size(); ++t) {
    if (fold_of(transitions[t].patient) != fold && is_like(task, variant, transitions[t]))
      donors.push_back(t);
  }
  return donors;
}

/// The training patients' own cases of the task.
std::vector<std::size_t> training_queries(std::span<const Case> cases, const TransitionIndex& index,
                                          std::size_t fold) {
  std::vector<std::size_t> queries;
  for (const Case& of : cases) {
    if (fold_of(of.patient) == fold) continue;
    for (const std::size_t h : of.hidden) queries.push_back(index.of(of.patient, of.seen - 1, h));
  }
  return queries;
}

/// One fold's forecaster.
class FoldTwin {
 public:
  FoldTwin(LikeCases like, ErrorSettings settings, std::span<const Transition> transitions,
           std::span<const std::size_t> training)
      : like_(std::move(like)),
        settings_(settings),
        transitions_(transitions),
        training_(training) {}

  Forecast forecast(std::size_t query) const {
    std::vector<WeightedValue> values;
    if (like_.donors() >= fewest_donors) values = like_.values(query, settings_);
    for (WeightedValue& value : values) value.weight *= weight_of_like_cases;
    const std::vector<std::size_t> near = nearest(transitions_, training_, transitions_[query]);
    const double weight = (1 - weight_of_like_cases) / static_cast<double>(near.size());
    for (const std::size_t n : near) {
      const double mm = transitions_[query].size + transitions_[n].change;
      values.push_back({std::max(mm, 0.0), weight});
    }
    return forecast_from(std::move(values));
  }

 private:
  LikeCases like_;
  ErrorSettings settings_;
  std::span<const Transition> transitions_;
  std::span<const std::size_t> training_;
};

}  // namespace

TwinForecasts forecast_by_twin(Task task, TwinVariant variant, std::span<const Patient> patients,
                               std::span<const Transition> transitions,
                               const TransitionIndex& index,
                               std::span<const FoldKnowledge> knowledge,
                               const EmpiricalBaselines& empirical, const Workers& workers) {
  const std::vector<Case> cases = cases_of(task, patients);
  TwinForecasts result;
  result.forecasts.resize(cases.size());
  const Description description = description_of(variant);
  for (std::size_t fold = 0; fold < folds; ++fold) {
    LikeCases like(transitions, knowledge[fold].beliefs,
                   donors_of(task, variant, transitions, fold), description);
    if (variant == TwinVariant::blind_to_the_end)
      result.settings[fold] = {widest, 0};  // many times the donors: no search
    else if (like.donors() >= fewest_donors)
      result.settings[fold] = like.choose(training_queries(cases, index, fold), workers);
    const FoldTwin twin(std::move(like), result.settings[fold], transitions,
                        empirical.training[fold]);
    workers.for_blocks(cases.size(), 4, [&](std::size_t begin, std::size_t end) {
      for (std::size_t c = begin; c < end; ++c) {
        if (fold_of(cases[c].patient) != fold) continue;
        for (const std::size_t h : cases[c].hidden)
          result.forecasts[c].push_back(
              twin.forecast(index.of(cases[c].patient, cases[c].seen - 1, h)));
      }
    });
  }
  return result;
}

}  // namespace cytotwin::lesions
