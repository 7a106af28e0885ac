#pragma once

#include <string>

#include "twin/lesions/evaluation.h"

namespace cytotwin {

/// Stands in every output of a forecast for patients.
inline constexpr const char* research_use = "research use, not for clinical decisions";

std::string report_text(const lesions::Evaluation& evaluation);
std::string report_json(const lesions::Evaluation& evaluation);
std::string report_table_csv(const lesions::Evaluation& evaluation);  ///< a row a method and task
std::string report_forecasts_csv(const lesions::Evaluation& evaluation);  ///< a row a hidden scan

}  // namespace cytotwin
