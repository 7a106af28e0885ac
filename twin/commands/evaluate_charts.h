#pragma once

#include <filesystem>

#include "twin/lesions/evaluation.h"

namespace cytotwin {

/// Writes fan_responded.png, fan_stable.png and fan_progressed.png (H3: of each class the patient
/// with the most scans), ranks.png (where the truth lies in the twin's members, a line a task) and
/// reliability.png (probability of progression against its frequency, H2).
/// @throws std::runtime_error if nothing can be drawn here
void draw_evaluation(const lesions::Evaluation& evaluation, const std::filesystem::path& folder);

}  // namespace cytotwin
