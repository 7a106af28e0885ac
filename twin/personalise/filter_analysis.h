#pragma once

#include "assimilation/filters/observations.h"
#include "twin/ensemble/observations.h"
#include "twin/scenario/study.h"

namespace cytotwin {

/// What an ensemble is at a moment; columns are its members.
struct FilterState {
  Members parameters;  ///< where they are normal
  Members quantities;  ///< counts and concentrations that analyses change; no rows: none
};

/// The observations of a cycle, in the order of its points.
Observations filter_observations(const std::vector<ObservedPoint>& points);

/// Parameters and quantities after an analysis, by the covariances of both with `predicted`.
///
/// Quantities are then inflated and relaxed as the section says, parameters never; counts are
/// rounded, and nothing is below 0.
/// @param section    whose method is a filter
/// @param counts     leading rows of the quantities that are whole numbers
/// @param predicted  shape (points, members)
/// @throws std::invalid_argument as ensemble_space()
FilterState analysed_state(const FilterState& forecast, const Members& predicted,
                           const Observations& observations, const AssimilationSection& section,
                           Eigen::Index counts, AnalysisKey key);

/// Members after a random walk of some days, the mean kept.
/// @param deviations  over a day, by row
Members walked(const Members& parameters, const Vector& deviations, double days, AnalysisKey key);

}  // namespace cytotwin
