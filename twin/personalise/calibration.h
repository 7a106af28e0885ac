#pragma once

#include <vector>

#include "assimilation/inversion/invert.h"
#include "twin/ensemble/observations.h"
#include "twin/store/ensemble_store.h"

namespace cytotwin {

// A study as an inverse problem. StudyObservations are the fitted points in their order.

/// @param simulation_noise  covariance of the model's own noise, shape (points, points); empty:
/// none
CalibrationData calibration_data(const std::vector<ObservedPoint>& points,
                                 const Matrix& simulation_noise);

/// What the members of a store say of the points, shape (points, members); NaN where a simulation
/// is not done.
Matrix outputs_of(const EnsembleStore& store, const Study& study,
                  const std::vector<ObservedPoint>& points);

/// @throws std::invalid_argument if the method is a filter
InversionOptions inversion_options(const Scenario& scenario);

/// The ensemble before any data: the scenario's design over the priors, or sigma points.
InversionState first_state(const Study& study, const Prior& prior, const InversionOptions& options);

/// Constrained parameters as a store has them: shape (members, parameters), parameters fastest.
std::vector<double> store_parameters(const Prior& prior, const Members& transformed);

/// Transformed members of an inversion that has ended.
Members posterior_of(const InversionState& state, const InversionOptions& options);

}  // namespace cytotwin
