#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "twin/lesions/forecast.h"
#include "twin/lesions/protocol.h"

namespace cytotwin::lesions {

/// Continuous ranked probability score of members of equal weight, E|X - y| - E|X - X'| / 2
/// (Gneiting and Raftery 2007, J Am Stat Assoc 102:359, eq. 21) [mm].
/// @param ascending  at least one
double ranked_probability_score(std::span<const double> ascending, double truth);

/// Quantile of ascending values, linear between them (definition 7 of Hyndman and Fan 1996).
/// @param share  in [0, 1]
double quantile(std::span<const double> ascending, double share);

/// Chance that a member of `scores_of_yes` is above one of `scores_of_no`, ties half (Mann and
/// Whitney 1947); none if either is empty.
std::optional<double> area_under_curve(std::span<const double> scores_of_yes,
                                       std::span<const double> scores_of_no);

/// How a method did on the cases of a task. Means over patients of means over their hidden scans.
struct Scores {
  std::size_t patients = 0;
  double mean_error = 0, median_error = 0;  ///< absolute error of the point [mm]
  double crps = 0;                          ///< [mm]; of a certain point its absolute error
  double class_accuracy = 0;                ///< of the last hidden scan's Response
  double pd_recall = 0, pd_precision = 0;   ///< of progression by the point
  double r_squared = 0;                     ///< of the last hidden scan's size
  // Of methods with members alone:
  std::optional<double> coverage;  ///< share of hidden scans within the 5 % to 95 % quantiles
  std::optional<double> pd_brier, pd_area;  ///< of the probability of progression, last hidden scan
  std::vector<double> patient_errors, patient_crps;  ///< shape (cases) [mm]
};

Scores score(std::span<const Patient> patients, std::span<const Case> cases,
             const Forecasts& forecasts);

/// Share of the members that are Response::progressed.
/// @param forecast  with members
double progression_probability(const Forecast& forecast, const ResponseReference& reference);

/// Histogram of where the truth lies among the members, the mass of a truth that some members equal
/// spread evenly over their ranks (Czado et al. 2009, Biometrics 65:1254): 1 / bins each if the
/// forecasts are calibrated. Shape (bins), sum 1.
std::vector<double> rank_histogram(std::span<const Patient> patients, std::span<const Case> cases,
                                   const Forecasts& forecasts, std::size_t bins);

/// Mean of a - b over patients with its 95 % interval.
struct Difference {
  double mean = 0, low = 0, high = 0;
};

/// Paired bootstrap over patients: 2000 resamples, percentiles (Efron 1979).
/// @param a,b  of the same length, at least 1
Difference paired_difference(std::span<const double> a, std::span<const double> b,
                             std::uint64_t seed);

}  // namespace cytotwin::lesions
