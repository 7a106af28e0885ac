#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "twin/eyes/protocol.h"

namespace cytotwin::eyes {

/// What is forecast.
enum class Measure { thickness, letters };
std::optional<double> measured(const Visit& visit, Measure measure);

/// One forecast visit that was measured, under one method.
struct ScoredVisit {
  std::size_t eye = 0, seen = 0;
  double weeks = 0;      ///< ahead of the last seen visit
  double error = 0;      ///< absolute, of the median
  double crps = 0;       ///< of one certain member its error
  bool covered = false;  ///< by the central 80 %
  double interval = 0;   ///< interval score of the central 80 %
};

/// How a method did. Means are over eyes of the means over an eye's visits, but where a median is
/// said.
struct EyeScores {
  std::string method;
  std::size_t eyes = 0, visits = 0;  ///< that it said something of
  double error = 0, crps = 0, interval = 0;
  std::optional<double> coverage;             ///< of all visits; none for certain forecasts
  std::optional<double> median_4, median_12;  ///< of settled eyes 4 and 12 weeks ahead
  std::vector<std::optional<double>>
      eye_crps;  ///< by eye of the file, none where nothing is scored
};

std::vector<ScoredVisit> scored(std::span<const EyeRecord> eyes, std::span<const EyeCase> cases,
                                const EyeForecasts& forecasts, Measure measure);

EyeScores summed(const std::string& method, std::size_t eyes, std::span<const ScoredVisit> visits,
                 bool certain);

/// CRPS of a less that of b over the eyes that both scored: mean, the 95 % interval of resampled
/// eyes (2000), and the mean over that of b.
struct CrpsGain {
  std::size_t eyes = 0;
  double mean = 0, low = 0, high = 0, share = 0;
};
CrpsGain crps_gain(const EyeScores& a, const EyeScores& b, std::uint64_t seed);

}  // namespace cytotwin::eyes
