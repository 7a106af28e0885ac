#pragma once

#include <vector>

#include "assimilation/ensemble.h"
#include "assimilation/observation_error.h"

namespace cytotwin {

/// Whether a measurement is a number or only a bound on one.
enum class Censoring {
  none,
  below,  ///< known to be below the value (a detection limit)
  above,  ///< known to be above the value (a saturated reading)
};

/// What a forward model is to reproduce; shape (observations).
struct CalibrationData {
  Vector values;  ///< NaN: not measured, whatever the model says there
  ObservationError error;
  std::vector<Censoring> censoring;  ///< shape (observations), or empty: none is censored
};

/// Positions of the values that were measured.
/// @throws std::invalid_argument if sizes differ or nothing was measured
std::vector<Eigen::Index> measured_components(const CalibrationData& data);

/// These components alone.
CalibrationData part_of(const CalibrationData& data, const std::vector<Eigen::Index>& components);

/// values + errors - outputs, shape (observations, members), where a censored component of an
/// output on the stated side is 0 and never pushes an output away from its limit.
/// @param outputs  shape (observations, members)
/// @param errors   shape of outputs: perturbations of the measured values; may be zero
Matrix innovations(const CalibrationData& data, const Matrix& outputs, const Matrix& errors);

/// Half the squared whitened innovation of each member without perturbation; shape (members).
Vector misfits(const CalibrationData& data, const Matrix& outputs);

}  // namespace cytotwin
