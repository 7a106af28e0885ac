#pragma once

#include <filesystem>
#include <string>

#include "twin/personalise/carry.h"
#include "twin/personalise/predictive.h"

namespace cytotwin {

/// What a filter says, beside the stores.
struct CarryReport {
  const Study& study;
  const StudyObservations& observations;
  const Carried& carried;
  const EnsembleStore& posterior;
  PointScores forecast;  ///< of the fitted points, each before it was used
  PointScores kept_out;
};

/// Scores of the fitted points as they were forecast from the analysis before.
PointScores forecast_scores(const Carried& carried);

/// The tables that twin personalise prints: parameters, cycles, scores.
std::string carry_text(const CarryReport& report);
/// The same for programs, with a row a cycle.
std::string carry_json(const CarryReport& report);
/// "minutes,members,kind,name,condition,before 5 %,...,after 95 %", a row a cycle and a parameter,
/// observed point or analysed quantity.
std::string cycles_csv(const CarryReport& report);

/// Every parameter through the cycles.
void draw_carry(const CarryReport& report, const std::filesystem::path& folder);

}  // namespace cytotwin
