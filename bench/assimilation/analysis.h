#pragma once

#include <optional>

#include "assimilation/inflation/inflation.h"
#include "assimilation/localisation/covariance_localisation.h"
#include "assimilation/localisation/letkf.h"
#include "settings.h"

namespace cytotwin::bench {

/// What localisation a setting asks for, built once.
struct Localisation {
  CovarianceTaper taper;                ///< of methods that taper covariances
  std::optional<LocalDomains> domains;  ///< of the local ETKF
};
Localisation localisation(const Settings& settings, const std::vector<Eigen::Index>& observed);

/// Members after an analysis; the transform where there is one, for smoothers.
struct Analysis {
  Members members;
  std::optional<Matrix> transform;
};
Analysis analyse(const Members& forecast, const EnsembleSpace& space, const Settings& settings,
                 const Localisation& local, const Workers& workers, AnalysisKey key);

/// Relaxation, inflation and rotation after an analysis.
Members finished(const Members& analysed, const Members& forecast, const Settings& settings,
                 AnalysisKey key);

/// Rows that inflation leaves alone: the forcing's, unless it is to be inflated.
std::vector<Eigen::Index> kept_rows(const Settings& settings);

}  // namespace cytotwin::bench
