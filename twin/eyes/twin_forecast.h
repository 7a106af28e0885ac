#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/parallel.h"
#include "twin/eyes/population.h"
#include "twin/eyes/protocol.h"

namespace cytotwin::eyes {

/// Members that an eye is followed by, and draws of a forecast.
inline constexpr std::size_t eye_members = 1024, forecast_draws = 400;

/// Forecasts of thickness and letters as they would be read.
struct TwinOfEyes {
  EyeForecasts thickness, letters;
};

/// The twin: the network's members (oedema_left) weighted by what was seen (ThicknessPosterior),
/// with ranibizumab 0.3 mg at every visit. Of an eye it takes the seen visits and the weeks of the
/// others; of other eyes nothing. The same bytes for any number of threads.
TwinOfEyes forecast_by_twin(std::span<const EyeRecord> eyes, std::span<const EyeCase> cases,
                            const Population& population, const Workers& workers);

}  // namespace cytotwin::eyes
