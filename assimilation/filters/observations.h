#pragma once

#include <cstdint>
#include <vector>

#include "assimilation/ensemble.h"
#include "assimilation/filters/normals.h"
#include "assimilation/observation_error.h"

namespace cytotwin {

/// What the value of an observation says of the truth: itself, or only a side of it.
enum class Limit : std::uint8_t {
  none,      ///< measured
  at_most,   ///< below the detection limit `value`
  at_least,  ///< above saturation at `value`
};

/// One vector of observations. Those of several times are stacked in one vector with the predicted
/// observations of each at its own time (asynchronous assimilation, Sakov et al. 2010).
struct Observations {
  Vector values;  ///< shape (observations); NaN: missing
  ObservationError error;
  std::vector<Limit> limits{};  ///< empty, or shape (observations); limits need uncorrelated errors
};

/// Anomalies and innovation of predicted observations, scaled so that errors have unit covariance
/// and the forecast has S S^T; all that an analysis in the space of the ensemble needs to know.
struct EnsembleSpace {
  Matrix
      anomalies;  ///< S = R^(-1/2) (predicted - mean)/sqrt(members - 1), shape (present, members)
  Vector innovation;                       ///< R^(-1/2) (values - mean), shape (present)
  std::vector<Eigen::Index> components{};  ///< which observation each row is
  std::vector<Limit> limits{};             ///< empty, or shape (present)

  Eigen::Index members() const { return anomalies.cols(); }

  /// R^(-1/2) (values - predicted) of each member, shape (present, members).
  Matrix member_innovations() const;

  /// Without the limits that the mean obeys: these say nothing to a filter that moves a Gaussian.
  /// A limit that the mean breaks stays, as a measurement at the limit.
  EnsembleSpace without_obeyed_limits() const;
};

/// Leaves out what is missing and scales the rest.
/// @param predicted  observations of each member, shape (observations, members)
/// @throws std::invalid_argument naming the sizes that differ, fewer than 2 members, a member with
///   a value that is not finite, an infinite observation, limits with correlated errors
EnsembleSpace ensemble_space(const Members& predicted, const Observations& observations);

/// @throws std::invalid_argument if there are fewer than 2 members or one is not finite, naming it
void check_members(const Members& members, const char* where);

/// Members after an analysis: E X.
/// @param transform  shape (members, members), columns sum to 1
/// @throws std::invalid_argument if the sizes differ
Members analysed(const Members& members, const Matrix& transform);

/// Fisher and Yates's permutation of 0 .. size - 1.
std::vector<Eigen::Index> random_order(Eigen::Index size, AnalysisKey key);

}  // namespace cytotwin
