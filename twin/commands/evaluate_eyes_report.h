#pragma once

#include <filesystem>
#include <string>

#include "twin/eyes/evaluation.h"

namespace cytotwin {

std::string eyes_text(const eyes::EyeEvaluation& evaluation);
std::string eyes_json(const eyes::EyeEvaluation& evaluation);
std::string eyes_table_csv(const eyes::EyeEvaluation& evaluation);      ///< a row a method
std::string eyes_forecasts_csv(const eyes::EyeEvaluation& evaluation);  ///< a row a forecast visit

/// Writes fan_EYE.png for each eye forecast: what was seen of 8 visits (or of the most there are),
/// what was hidden, the injections and the twin's bands.
/// @throws std::runtime_error if nothing can be drawn here
void draw_eyes(const eyes::EyeEvaluation& evaluation, const std::filesystem::path& folder);

}  // namespace cytotwin
