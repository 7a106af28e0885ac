#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "twin/lesions/belief.h"
#include "twin/lesions/empirical.h"
#include "twin/lesions/like_cases.h"

namespace cytotwin::lesions {

/// The twin, and what it is without one of its parts.
enum class TwinVariant : std::uint8_t {
  whole,
  without_model,        ///< who is alike: by the past, not by the lesion model
  through_model_alone,  ///< who is alike: by what the model makes of the past
  without_past,         ///< by neither
  blind_to_the_end  ///< H1 to H3: like cases from anywhere in a record, not from as near its end
};

/// What the twin needs of one fold: what its model believes, learnt on the other folds.
struct FoldKnowledge {
  Population population;
  std::vector<Belief> beliefs;  ///< shape (transitions)
};

struct TwinForecasts {
  Forecasts forecasts;
  std::array<ErrorSettings, folds> settings{};  ///< chosen for each fold
};

/// The twin's forecast: the last scan plus a change, of which the distribution is that of like
/// cases (LikeCases, 65 %) and of the wider neighbourhood that persistence with empirical residuals
/// takes (35 %). Like cases are transitions of the other folds under the same task: from as many
/// scans before the end of the record (H1 to H3), or from the same scan to 16 to 56 weeks after the
/// first (E2, E3). The point is the median.
TwinForecasts forecast_by_twin(Task task, TwinVariant variant, std::span<const Patient> patients,
                               std::span<const Transition> transitions,
                               const TransitionIndex& index,
                               std::span<const FoldKnowledge> knowledge,
                               const EmpiricalBaselines& empirical, const Workers& workers);

}  // namespace cytotwin::lesions
