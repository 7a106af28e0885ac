#pragma once

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "assimilation/ensemble.h"

namespace cytotwin {

/// Fewer than two members succeeded, so no covariance can be formed.
class TooFewMembers : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A larger share of the members failed than the caller allows.
class TooManyFailures : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// How members that failed are treated.
struct FailurePolicy {
  double imputable = .1;    ///< a member lacking at most this share of its outputs is kept, each
                            ///< gap filled with the mean of the members that have it
  double most_failed = .5;  ///< a larger share of failed members is an error
  double condition = 1e4;   ///< kappa: limits the condition number of the redraw's covariance
};

/// Members by their fate.
struct SortedMembers {
  std::vector<Eigen::Index> succeeded, failed;
  Matrix outputs;  ///< of those that succeeded, without gaps; shape (observations, succeeded)
  Eigen::Index imputed = 0;  ///< gaps that were filled
};

/// @param outputs  shape (observations, members); what is not finite counts as missing
/// @throws TooFewMembers, TooManyFailures
SortedMembers sort_failures(const Matrix& outputs, const FailurePolicy& policy);

/// All members again: those that succeeded as updated, each other one drawn from
/// N(mean, C + mu/kappa I) of the updated, mu the largest eigenvalue of C (the rule of
/// EnsembleKalmanProcesses.jl). Draws depend on seed, step and member and are centred among each
/// other (draws.h), so that they do not move the mean.
/// @param updated  shape (parameters, succeeded)
Members redrawn(const Members& updated, const SortedMembers& sorted, double condition,
                std::uint64_t seed, std::uint32_t step);

}  // namespace cytotwin
