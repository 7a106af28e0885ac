#include "assimilation/inversion/invert.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "assimilation/draws.h"
#include "assimilation/inversion/schedule.h"
#include "assimilation/inversion/unscented.h"
#include "assimilation/inversion/update.h"

namespace cytotwin {
namespace {

using Method = InversionMethod;

void check(const InversionOptions& options) {
  std::vector<std::string> problems;
  const bool by_coefficients = options.method == Method::es_mda || options.method == Method::etki;
  const bool posterior_ensemble = by_coefficients || options.method == Method::eki;
  if (options.members < 2)
    problems.push_back(fmt::format("members = {}; 2 or more are needed", options.members));
  if (options.method == Method::es_mda && options.alphas.empty())
    problems.push_back("es_mda needs alphas; geometric_alphas(4, 1) gives four equal steps");
  if (!by_coefficients && !options.alphas.empty())
    problems.push_back("alphas go with es_mda and etki; this method chooses its steps");
  if (!posterior_ensemble && options.adaptive_localisation)
    problems.push_back("adaptive_localisation goes with es_mda, eki and etki");
  if (!posterior_ensemble && options.least_sensitivity)
    problems.push_back("least_sensitivity goes with es_mda, eki and etki");
  if (options.method == Method::uki && options.constraints)
    problems.push_back("constraints do not go with uki, which has no members to move");
  if (options.most_iterations < 1)
    problems.push_back(fmt::format("most_iterations = {}; 1 or more", options.most_iterations));
  try {
    if (!options.alphas.empty()) check_alphas(options.alphas);
  } catch (const std::invalid_argument& error) {
    problems.push_back(error.what());
  }
  if (!problems.empty())
    throw std::invalid_argument(
        fmt::format("inversion options: {}", fmt::join(problems.begin(), problems.end(), "; ")));
}

// The outputs and values that were measured: what else the model says must not decide a failure.
struct Measured {
  CalibrationData data;
  Matrix outputs;
};
Measured measured(const CalibrationData& data, const Matrix& outputs, Eigen::Index members) {
  const auto components = measured_components(data);
  if (outputs.rows() != data.values.size() || outputs.cols() != members)
    throw std::invalid_argument(fmt::format(
        "inversion: the forward model gave {} outputs of {} members for {} values and {} "
        "members",
        outputs.rows(), outputs.cols(), data.values.size(), members));
  return {part_of(data, components), outputs(components, Eigen::all)};
}

double reduced_misfit(const CalibrationData& data, const Matrix& outputs) {
  return 2 * misfits(data, outputs).mean() / static_cast<double>(data.values.size());
}

// Data and prior as one vector of data (Tikhonov).
Measured with_prior(const CalibrationData& data, const Matrix& outputs, const Members& parameters,
                    const Gaussian& prior) {
  const Eigen::Index p = data.values.size(), n = prior.mean.size();
  Vector values(p + n);
  values << data.values, prior.mean;
  Matrix covariance = Matrix::Zero(p + n, p + n);
  covariance.topLeftCorner(p, p) = data.error.covariance();
  covariance.bottomRightCorner(n, n) = prior.covariance;
  Matrix both(p + n, outputs.cols());
  both << outputs, parameters;
  auto censoring = data.censoring;
  if (!censoring.empty()) censoring.resize(static_cast<std::size_t>(p + n), Censoring::none);
  return {{values, ObservationError::correlated(covariance), censoring}, both};
}

double step_length(const InversionState& state, const Measured& m,
                   const InversionOptions& options) {
  if (!options.alphas.empty())
    return 1 / options.alphas.at(static_cast<std::size_t>(state.iteration));
  const double remaining = options.method == Method::teki ? 1 : 1 - state.time;
  return misfit_controlled_step(misfits(m.data, m.outputs), m.data.values.size(), remaining);
}

Members moved(const Members& parameters, const Measured& m, double step, const Matrix& draws,
              const InversionOptions& options) {
  LocalObservations local;
  if (options.adaptive_localisation) local = correlated_observations(parameters, m.outputs);
  return options.method == Method::etki
             ? transform_update(parameters, m.outputs, m.data, 1 / step, local)
             : stochastic_update(parameters, m.outputs, m.data, 1 / step, draws, local);
}

bool is_settled(const Vector& before, const Vector& after, const Prior& prior, double settled) {
  return ((after - before).array().abs() <= settled * prior.deviations().array()).all();
}

bool is_finished(const InversionState& next, const Members& before, const Prior& prior,
                 const InversionOptions& options) {
  if (!options.alphas.empty()) return next.iteration == static_cast<int>(options.alphas.size());
  if (options.method != Method::teki) return next.time >= 1 - 1e-12;  // sums of steps round
  return is_settled(member_mean(before), member_mean(next.parameters), prior, options.settled);
}

InversionState unscented_step(const InversionState& state, const Matrix& outputs,
                              const CalibrationData& data, const Prior& prior,
                              const InversionOptions& options) {
  const Measured m = measured(data, outputs, state.parameters.cols());
  const Gaussian next = unscented_update(state.parameters, m.outputs, m.data, prior.gaussian());
  InversionState result = state;
  result.parameters = sigma_points(next);
  result.finished = is_settled(state.parameters.col(0), next.mean, prior, options.settled);
  ++result.iteration;
  result.time += .5;
  Eigen::Index failed = 0;
  for (Eigen::Index j = 0; j < m.outputs.cols(); ++j) failed += !m.outputs.col(j).allFinite();
  result.history.push_back({.5, reduced_misfit(m.data, m.outputs.col(0)), failed, 0});
  return result;
}

}  // namespace

InversionState begin_inversion(const Prior& prior, const InversionOptions& options) {
  check(options);
  InversionState state;
  state.parameters = options.method == Method::uki ? sigma_points(prior.gaussian())
                                                   : prior.sample(options.members, options.seed);
  return state;
}

InversionState advanced(const InversionState& state, const Matrix& outputs,
                        const CalibrationData& data, const Prior& prior,
                        const InversionOptions& options) {
  check(options);
  if (options.method == Method::uki) return unscented_step(state, outputs, data, prior, options);
  Measured m = measured(data, outputs, state.parameters.cols());
  const SortedMembers sorted = sort_failures(m.outputs, options.failures);
  m.outputs = sorted.outputs;
  const Members before = state.parameters(Eigen::all, sorted.succeeded);
  const double misfit = reduced_misfit(m.data, m.outputs);

  InversionState next = state;
  if (options.least_sensitivity && !state.gate)
    next.gate = identifiability(before, m.outputs, m.data, *options.least_sensitivity);
  if (options.method == Method::teki) m = with_prior(m.data, m.outputs, before, prior.gaussian());
  const double step = step_length(state, m, options);
  const auto iteration = static_cast<std::uint32_t>(state.iteration);
  const Matrix draws = normal_draws(m.data.values.size(), state.parameters.cols(), options.seed,
                                    iteration, Purpose::inversion_noise);
  Members after = moved(before, m, step, draws(Eigen::all, sorted.succeeded), options);
  if (next.gate) after = before + next.gate->projection * (after - before);
  next.parameters = redrawn(after, sorted, options.failures.condition, options.seed, iteration);
  if (options.constraints)
    next.parameters =
        satisfying(*options.constraints, next.parameters, member_covariance(after, after));
  ++next.iteration;
  next.time += step;
  next.history.push_back(
      {step, misfit, static_cast<Eigen::Index>(sorted.failed.size()), sorted.imputed});
  next.finished = is_finished(next, state.parameters, prior, options);
  return next;
}

InversionResult invert(const EnsembleMap& forward, const Prior& prior, const CalibrationData& data,
                       const InversionOptions& options) {
  return invert_from(begin_inversion(prior, options), forward, prior, data, options);
}

InversionResult invert_from(InversionState state, const EnsembleMap& forward, const Prior& prior,
                            const CalibrationData& data, const InversionOptions& options) {
  const bool counted = options.alphas.empty();  // else the coefficients end the loop
  while (!state.finished && (!counted || state.iteration < options.most_iterations)) {
    const Matrix outputs = forward(prior.constrained(state.parameters), state.iteration);
    state = advanced(state, outputs, data, prior, options);
  }
  InversionResult result;
  result.posterior =
      options.method == Method::uki
          ? members_of(gaussian_of_sigma_points(state.parameters), options.members, options.seed)
          : state.parameters;
  result.outputs = forward(prior.constrained(result.posterior), state.iteration);
  const Measured m = measured(data, result.outputs, result.posterior.cols());
  result.reduced_misfit =
      reduced_misfit(m.data, sort_failures(m.outputs, options.failures).outputs);
  if (options.method != Method::teki) result.reports = contraction_report(prior, result.posterior);
  result.state = std::move(state);
  return result;
}

}  // namespace cytotwin
