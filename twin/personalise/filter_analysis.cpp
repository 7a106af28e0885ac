#include "twin/personalise/filter_analysis.h"

#include <cmath>
#include <stdexcept>

#include "assimilation/draws.h"
#include "assimilation/filters/enkf.h"
#include "assimilation/inflation/inflation.h"

namespace cytotwin {

namespace {

using Method = AssimilationSection::Method;

Matrix transform_of(Method method, const EnsembleSpace& space, AnalysisKey key) {
  switch (method) {
    case Method::enkf:
      return stochastic_enkf(space, key);
    case Method::etkf:
      return etkf(space);
    case Method::denkf:
      return denkf(space);
    case Method::esrf:
      return serial_esrf(space);
    default:
      throw std::invalid_argument("analysed_state: the method is no filter");
  }
}

}  // namespace

Observations filter_observations(const std::vector<ObservedPoint>& points) {
  const auto size = static_cast<Eigen::Index>(points.size());
  Vector values(size), errors(size);
  std::vector<Limit> limits;
  for (Eigen::Index i = 0; i < size; ++i) {
    const ObservedPoint& point = points[static_cast<std::size_t>(i)];
    values[i] = point.value;
    errors[i] = point.error;
    limits.push_back(point.censored ? Limit::at_most : Limit::none);
  }
  return {std::move(values), ObservationError::uncorrelated(errors), std::move(limits)};
}

FilterState analysed_state(const FilterState& forecast, const Members& predicted,
                           const Observations& observations, const AssimilationSection& section,
                           Eigen::Index counts, AnalysisKey key) {
  const EnsembleSpace space = ensemble_space(predicted, observations);
  const Matrix transform = transform_of(section.method, space, key);
  FilterState out{analysed(forecast.parameters, transform), forecast.quantities};
  if (out.quantities.rows() == 0) return out;
  out.quantities = analysed(forecast.quantities, transform);
  out.quantities = relaxed_to_prior_spread(out.quantities, forecast.quantities, section.relaxation);
  out.quantities = inflated(out.quantities, section.inflation).cwiseMax(0.0);
  out.quantities.topRows(counts) = out.quantities.topRows(counts).array().round();
  return out;
}

Members walked(const Members& parameters, const Vector& deviations, double days, AnalysisKey key) {
  const Matrix steps = centred_draws(normal_draws(parameters.rows(), parameters.cols(), key.seed,
                                                  key.cycle, Purpose::parameter_walk));
  return parameters + std::sqrt(days) * (deviations.asDiagonal() * steps);
}

}  // namespace cytotwin
