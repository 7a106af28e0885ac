#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/parallel.h"
#include "twin/lesions/forecast.h"
#include "twin/lesions/transitions.h"

namespace cytotwin::lesions {

/// Transitions that a forecast for a patient of `fold` may learn from, by place in the list.
std::vector<std::size_t> training_transitions(std::span<const Transition> transitions,
                                              std::size_t fold);

/// The `nearest_transitions` training transitions nearest by size (log(d + 5 mm)), horizon (log)
/// and last slope (asinh of 2 weeks/mm), each over about its own standard deviation.
/// @throws std::invalid_argument if there is no training transition
inline constexpr std::size_t nearest_transitions = 250;
std::vector<std::size_t> nearest(std::span<const Transition> transitions,
                                 std::span<const std::size_t> training, const Transition& query);

/// Coefficients of a linear forecast of the change, one set a fold.
using ChangeCoefficients = std::array<double, 6>;

/// Least absolute deviations of the change on 1, horizon, both slopes times horizon, size times
/// horizon and the change since the first scan (iteratively reweighted least squares, Schlossmacher
/// 1973, J Am Stat Assoc 68:857).
ChangeCoefficients fit_changes(std::span<const Transition> transitions,
                               std::span<const std::size_t> training);
double change_by(const ChangeCoefficients& coefficients, const Transition& transition);

/// Both of these need what was learnt on the other folds; shape (folds).
struct EmpiricalBaselines {
  std::vector<std::vector<std::size_t>> training;
  std::vector<ChangeCoefficients> regression;
};
EmpiricalBaselines learn_empirical(std::span<const Transition> transitions, const Workers& workers);

/// The last size plus the changes of the nearest training transitions (persistence + empirical
/// residuals), or plus the regression's change and their residuals of it. Points: persistence, the
/// regression.
Forecasts persistence_with_residuals(std::span<const Case> cases,
                                     std::span<const Transition> transitions,
                                     const TransitionIndex& index, const EmpiricalBaselines& learnt,
                                     const Workers& workers);
Forecasts regression_with_residuals(std::span<const Case> cases,
                                    std::span<const Transition> transitions,
                                    const TransitionIndex& index, const EmpiricalBaselines& learnt,
                                    const Workers& workers);

}  // namespace cytotwin::lesions
