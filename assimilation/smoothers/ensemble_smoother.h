#pragma once

#include <span>
#include <vector>

#include "assimilation/filters/observations.h"

namespace cytotwin {

/// Ensemble Kalman smoother: the weights of an analysis act on earlier states of the same members
/// (Evensen and van Leeuwen 2000).
/// @param earlier    ensembles within the lag, each of shape (variables, members)
/// @param transform  of the analysis (enkf.h)
void smooth(std::span<Members> earlier, const Matrix& transform);

/// Ensemble Rauch-Tung-Striebel smoother (Raanes 2016): backward over analyses, increments at a
/// time regressed on the forecast from the time before through a pseudo-inverse.
/// @param analyses   shape (times)
/// @param forecasts  forecasts[k] is of analyses[k] to the time of analyses[k + 1]; shape (times -
/// 1)
/// @throws std::invalid_argument if the numbers of times or shapes do not fit
std::vector<Members> rts_smoothed(std::span<const Members> analyses,
                                  std::span<const Members> forecasts);

}  // namespace cytotwin
