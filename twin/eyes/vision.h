#pragma once

#include <optional>
#include <span>
#include <vector>

#include "twin/eyes/population.h"
#include "twin/eyes/thickness.h"
#include "twin/eyes/visits.h"

namespace cytotwin::eyes {

/// Letters that oedema costs, as in the network: 36 W / (800 um + W).
double letters_lost(double oedema_um);

/// Letters the eye would have without oedema: a random walk, read with an error.
struct VisionPosterior {
  double letters = 0, variance = 0;
  double week = 0;  ///< of the last visit
};

/// Follows letters + letters_lost(thickness - dry) by a Kalman filter with the weights of outliers
/// of ThicknessPosterior. Visits without letters let time pass; the last thickness stands where one
/// lacks.
/// @param dry  thickness without oedema [um]
/// @returns nothing if no visit has letters and a thickness at or before it
std::optional<VisionPosterior> assimilate_letters(const Population& population, double dry,
                                                  std::span<const Visit> seen);

/// Letters read at the visits to come, shape (visits to come, draws); draw by draw with the
/// thickness.
std::vector<std::vector<double>> forecast_letters(const Population& population, double dry,
                                                  const VisionPosterior& posterior,
                                                  const ThicknessForecast& thickness,
                                                  std::span<const ComingVisit> coming,
                                                  std::uint64_t seed);

}  // namespace cytotwin::eyes
