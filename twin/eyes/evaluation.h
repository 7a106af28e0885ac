#pragma once

#include <string>
#include <vector>

#include "core/parallel.h"
#include "twin/eyes/protocol.h"
#include "twin/eyes/scores.h"

namespace cytotwin::eyes {

/// A level that the twin is to reach.
struct EyeLevel {
  std::string name;
  bool passed = false;
  std::string measured;  ///< the figures, and by how much it was passed or missed
};

struct EyeEvaluation {
  std::size_t monthly_eyes = 0, other_eyes = 0;  ///< in the file
  std::vector<EyeRecord> eyes;
  std::vector<EyeCase> cases;
  std::vector<EyeScores> thickness, letters;  ///< the twin's first
  EyeForecasts twin_thickness, twin_letters;
  std::vector<CrpsGain> gains;  ///< of the twin over each other method of thickness, in their order
  std::vector<EyeLevel> levels;
};

inline constexpr const char* twin_method = "twin";
inline constexpr const char* certain_method = "persistence";
inline constexpr const char* persistence_method = "persistence + changes of like eyes, other arms";
inline constexpr const char* own_arm_method = "persistence + changes of the other monthly eyes";
inline constexpr const char* exponential_method = "exponential of the eye";

/// The whole protocol on the eyes of one file. The same bytes for any number of threads.
/// @throws std::invalid_argument if no monthly eye has enough visits
EyeEvaluation evaluate(std::vector<EyeRecord> eyes, const Workers& workers);

/// The levels, from the scores.
std::vector<EyeLevel> levels_of(const EyeEvaluation& evaluation);

}  // namespace cytotwin::eyes
