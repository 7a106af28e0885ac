#pragma once

#include <span>

#include "assimilation/filters/observations.h"

namespace cytotwin {

/// Members with anomalies multiplied by `factor` (of standard deviations), the mean kept.
/// @param kept_rows  rows left alone, as parameters should be whose spread no dynamics restores
/// @throws std::invalid_argument if factor is not > 0 and finite or a row is out of range
Members inflated(const Members& members, double factor,
                 std::span<const Eigen::Index> kept_rows = {});

/// Relaxation to prior spread: each row's anomalies times 1 + relaxation (sd_f - sd_a)/sd_a
/// (Whitaker and Hamill 2012, eq. 2). Rows without spread after the analysis stay.
/// @param relaxation  0: none, 1: the forecast's spread
Members relaxed_to_prior_spread(const Members& analysed, const Members& forecast, double relaxation,
                                std::span<const Eigen::Index> kept_rows = {});

/// A belief on the squared inflation of the forecast, learned from innovations; plain data that a
/// checkpoint keeps.
struct AdaptiveInflation {
  double mean = 1;         ///< of the squared inflation
  double deviation = 0.6;  ///< of the belief; kept while learning (Anderson 2009's fixed choice)
  double damping = 1;      ///< share of (mean - 1) that is left from one cycle to the next
};

/// The belief after the innovations of one cycle, taken one by one: the mode of
/// N(mean, deviation^2) times N(innovation; 0, mean S S^T + 1) (Anderson 2007, eq. 8; 2009), one
/// value for the whole state, never below 1. Use sqrt(mean) in inflated() BEFORE the analysis.
AdaptiveInflation updated(const AdaptiveInflation& belief, const EnsembleSpace& space);

}  // namespace cytotwin
