#pragma once

#include <filesystem>
#include <string>

#include "twin/ensemble/observations.h"
#include "twin/personalise/fit.h"
#include "twin/personalise/predictive.h"
#include "twin/store/ensemble_store.h"

namespace cytotwin {

inline constexpr const char* research_use = "research use, not for clinical decisions";

/// What a fit says, beside the stores.
struct FitReport {
  const Study& study;
  const StudyObservations& observations;
  const Fit& fit;
  const EnsembleStore& posterior;
  PointScores fitted, kept_out;
};

/// The tables that twin personalise prints: parameters with intervals and contraction, diagnostics
/// with their pass bands, scores.
std::string fit_text(const FitReport& report);
/// The same for programs.
std::string fit_json(const FitReport& report);
/// "parameter,unit,prior 5 %,...,contraction,personalised", a row a parameter.
std::string parameters_csv(const FitReport& report);

/// Prior against posterior of every parameter, and where the data lie in what was predicted.
void draw_fit(const FitReport& report, const std::filesystem::path& folder);

/// Scores of points as a line of a table.
std::string scores_text(const std::string& label, const PointScores& scores);

}  // namespace cytotwin
