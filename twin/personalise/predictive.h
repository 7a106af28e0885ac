#pragma once

#include <span>
#include <string>
#include <vector>

#include "twin/ensemble/observations.h"
#include "twin/store/ensemble_store.h"

namespace cytotwin {

/// What an ensemble says of one measurement before it is made: a mixture of normal distributions
/// around the members' outputs, of the measurement's error.
struct Predictive {
  std::vector<double> outputs;  ///< one a member, at least one
  double error = 0;             ///< standard deviation, >= 0
};

double predictive_cdf(const Predictive& predictive, double value);
/// By bisection to 1e-10 of the spread. @param share  in (0, 1)
double predictive_quantile(const Predictive& predictive, double share);

/// Continuous ranked probability score against a value, in its unit: closed form for mixtures of
/// normal distributions (Grimit et al. 2006, Q J R Meteorol Soc 132:2925, eq. 5).
double predictive_crps(const Predictive& predictive, double value);

/// How well an ensemble did on measured points.
struct PointScores {
  std::size_t points = 0;   ///< censored ones are left out
  double rmse = 0;          ///< of the predictive medians
  double crps = 0;          ///< mean
  double coverage = 0;      ///< share within the central 90 % intervals
  double interval = 0;      ///< mean interval score
  std::vector<double> pit;  ///< predictive distribution functions at the values
};

/// @param outputs  by point, one a member that is done
PointScores score(const std::vector<ObservedPoint>& points,
                  const std::vector<std::vector<double>>& outputs);

/// Outputs of the members that are done, by point.
std::vector<std::vector<double>> outputs_by_point(const EnsembleStore& store, const Study& study,
                                                  const std::vector<ObservedPoint>& points);

}  // namespace cytotwin
