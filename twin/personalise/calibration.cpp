#include "twin/personalise/calibration.h"

#include <limits>
#include <stdexcept>

#include "assimilation/inversion/schedule.h"
#include "assimilation/inversion/simulation_noise.h"
#include "assimilation/inversion/unscented.h"
#include "twin/ensemble/draw_members.h"

namespace cytotwin {

CalibrationData calibration_data(const std::vector<ObservedPoint>& points,
                                 const Matrix& simulation_noise) {
  const auto n = static_cast<Eigen::Index>(points.size());
  Vector values(n), errors(n);
  std::vector<Censoring> censoring;
  for (Eigen::Index i = 0; i < n; ++i) {
    const ObservedPoint& point = points[static_cast<std::size_t>(i)];
    values[i] = point.value;
    errors[i] = point.error;
    censoring.push_back(point.censored ? Censoring::below : Censoring::none);
  }
  ObservationError error = ObservationError::uncorrelated(errors);
  if (simulation_noise.size() > 0) error = with_simulation_noise(error, simulation_noise, 1);
  return {std::move(values), std::move(error), std::move(censoring)};
}

Matrix outputs_of(const EnsembleStore& store, const Study& study,
                  const std::vector<ObservedPoint>& points) {
  const std::size_t members = store.header().members();
  Matrix outputs =
      Matrix::Constant(static_cast<Eigen::Index>(points.size()), static_cast<Eigen::Index>(members),
                       std::numeric_limits<double>::quiet_NaN());
  for (std::size_t m = 0; m < members; ++m) {
    for (std::size_t c = 0; c < study.conditions.size(); ++c) {
      if (store.status(m, c) != MemberStatus::done) continue;
      const std::vector<double> series = store.series(m, c);
      const auto& comparisons = study.scenarios[c].scenario.comparisons;
      for (std::size_t i = 0; i < points.size(); ++i) {
        if (points[i].condition != c) continue;
        outputs(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(m)) =
            predicted(points[i], comparisons[points[i].comparison], store.header().shape, series);
      }
    }
  }
  return outputs;
}

InversionOptions inversion_options(const Scenario& scenario) {
  using Method = AssimilationSection::Method;
  const AssimilationSection& section = scenario.assimilation;
  InversionOptions options;
  options.members = scenario.ensemble.members;
  options.seed = scenario.twin.seed;
  options.most_iterations = section.iterations;
  options.failures.most_failed = scenario.ensemble.allowed_failures;
  if (section.failed == AssimilationSection::Failed::redraw) options.failures.imputable = 0;
  switch (section.method) {
    case Method::es_mda:
      options.method = InversionMethod::es_mda;
      options.alphas = geometric_alphas(section.iterations, 1);
      break;
    case Method::eki:
      options.method = InversionMethod::eki;
      break;
    case Method::etki:
      options.method = InversionMethod::etki;
      break;
    case Method::teki:
      options.method = InversionMethod::teki;
      return options;
    case Method::uki:
      options.method = InversionMethod::uki;
      return options;
    case Method::enkf:
    case Method::etkf:
    case Method::denkf:
    case Method::esrf:
      throw std::invalid_argument("inversion_options: the method is a filter");
  }
  options.adaptive_localisation = section.localised;
  if (section.least_response > 0) options.least_sensitivity = section.least_response;
  return options;
}

InversionState first_state(const Study& study, const Prior& prior,
                           const InversionOptions& options) {
  InversionState state = begin_inversion(prior, options);
  if (options.method != InversionMethod::uki) {
    const Scenario& scenario = study.base.scenario;
    state.parameters = prior.from_unit_cube(
        design_points(scenario.ensemble.design, prior.size(), options.members, scenario.twin.seed));
  }
  return state;
}

std::vector<double> store_parameters(const Prior& prior, const Members& transformed) {
  const Members values = prior.constrained(transformed);
  return {values.data(), values.data() + values.size()};  // columns are members
}

Members posterior_of(const InversionState& state, const InversionOptions& options) {
  if (options.method != InversionMethod::uki) return state.parameters;
  return members_of(gaussian_of_sigma_points(state.parameters), options.members, options.seed);
}

}  // namespace cytotwin
