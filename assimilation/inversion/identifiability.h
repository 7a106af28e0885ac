#pragma once

#include <string>
#include <vector>

#include "assimilation/ensemble.h"
#include "assimilation/inversion/calibration_data.h"
#include "assimilation/priors/prior.h"

namespace cytotwin {

/// What data can say of each direction of parameters, judged by an ensemble.
///
/// S = (C_yy + R)^(-1/2) C_yu C_uu^(-1/2) from the sample covariances of outputs y and transformed
/// parameters u. A singular value s of a linear model is the share by which data can shrink its
/// direction: posterior sd / prior sd = sqrt(1 - s^2). Sampling gives directions without any
/// influence values near sqrt(max(parameters, observations)/members).
struct Identifiability {
  Vector sensitivities;  ///< s, falling; shape (parameters)
  Matrix directions;     ///< column k: change of u by one prior sd along direction k
  Eigen::Index kept;     ///< directions with s >= the least asked for
  Matrix projection;  ///< applied to an increment of u, leaves its part along the kept directions
};

/// @param outputs  shape (observations, members), without gaps, measured components only
/// @param least    directions with s below it cannot be moved, such as .3
Identifiability identifiability(const Members& parameters, const Matrix& outputs,
                                const CalibrationData& data, double least);

/// How much narrower data made a parameter.
struct ParameterReport {
  std::string name;
  double prior_deviation, posterior_deviation;  ///< of the transformed parameter
  double contraction;                           ///< posterior / prior deviation
  bool personalised;                            ///< contraction <= the threshold
};

/// A parameter above this contraction keeps its prior: data explain under a fifth of its variance
/// (1 - .9^2 = .19), less than sampling of 100 members can tell from nothing with confidence.
constexpr double personalised_contraction = .9;

/// @param posterior  transformed members
std::vector<ParameterReport> contraction_report(const Prior& prior, const Members& posterior,
                                                double threshold = personalised_contraction);

/// Standard deviation of a posterior along each direction, in prior standard deviations of it.
Vector direction_contractions(const Identifiability& found, const Members& prior_members,
                              const Members& posterior);

}  // namespace cytotwin
