#include "twin/personalise/fit.h"

#include <fmt/format.h>

#include "assimilation/inversion/simulation_noise.h"
#include "twin/ensemble/draw_members.h"

namespace cytotwin {

namespace {

// Streams of replicates are nobody else's: members count from the scenario's seed up.
constexpr std::uint64_t replicate_seeds = 1'000'000'000;

double reduced(const CalibrationData& data, const Matrix& outputs, const FailurePolicy& policy) {
  return 2 * misfits(data, sort_failures(outputs, policy).outputs).mean() /
         static_cast<double>(data.values.size());
}

/// The model's own noise at the priors' middle; empty if none is wanted.
/// @returns nothing if told to stop
std::optional<Matrix> simulation_noise(const Study& study, const StudyObservations& observations,
                                       const FailurePolicy& policy, const RunRound& run_round) {
  const int replicates = study.base.scenario.assimilation.replicates;
  if (replicates == 0) return Matrix();
  std::vector<double> parameters;
  for (int r = 0; r < replicates; ++r) {
    for (const PriorSection& prior : study.base.scenario.priors)
      parameters.push_back(prior_middle(prior));
  }
  const auto store =
      run_round("replicates", parameters, study.base.scenario.twin.seed + replicate_seeds);
  if (!store) return std::nullopt;
  return simulation_covariance(
      sort_failures(outputs_of(*store, study, observations.fitted), policy).outputs);
}

}  // namespace

std::optional<Fit> fit_study(const Study& study, const StudyObservations& observations,
                             const RunRound& run_round) {
  Fit fit{prior_of(study), inversion_options(study.base.scenario), {}, {}};
  const auto noise = simulation_noise(study, observations, fit.options.failures, run_round);
  if (!noise) return std::nullopt;
  if (noise->size() > 0) fit.simulation_deviations = noise->diagonal().cwiseSqrt();
  const CalibrationData data = calibration_data(observations.fitted, *noise);
  const std::uint64_t seed = study.base.scenario.twin.seed;
  fit.state = first_state(study, fit.prior, fit.options);
  while (!fit.state.finished && fit.state.iteration < fit.options.most_iterations) {
    const auto store = run_round(fmt::format("iteration_{}", fit.state.iteration),
                                 store_parameters(fit.prior, fit.state.parameters), seed);
    if (!store) return std::nullopt;
    const Matrix outputs = outputs_of(*store, study, observations.fitted);
    fit.state = advanced(fit.state, outputs, data, fit.prior, fit.options);
  }
  fit.posterior = posterior_of(fit.state, fit.options);
  const auto store = run_round("posterior", store_parameters(fit.prior, fit.posterior), seed);
  if (!store) return std::nullopt;
  fit.first_misfit = fit.state.history.front().reduced_misfit;
  fit.last_misfit =
      reduced(data, outputs_of(*store, study, observations.fitted), fit.options.failures);
  if (fit.options.method != InversionMethod::teki)
    fit.reports = contraction_report(fit.prior, fit.posterior);
  return fit;
}

}  // namespace cytotwin
