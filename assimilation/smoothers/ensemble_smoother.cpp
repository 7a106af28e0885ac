#include "assimilation/smoothers/ensemble_smoother.h"

#include <fmt/format.h>

#include <stdexcept>

#include "assimilation/filters/gram.h"

namespace cytotwin {
namespace {

// Af^+ (increment) as weights of members, through the eigenvectors of the smaller side of Af.
Matrix regression_weights(const Members& forecast, const Members& smoothed) {
  const Members anomalies = member_anomalies(forecast);
  const GramSpectrum gram(anomalies);
  const Matrix inverse =
      gram.vectors() * gram.values().cwiseInverse().asDiagonal() * gram.vectors().transpose();
  return inverse * (anomalies.transpose() * (smoothed - forecast));
}

}  // namespace

void smooth(std::span<Members> earlier, const Matrix& transform) {
  for (auto& members : earlier) members = analysed(members, transform);
}

std::vector<Members> rts_smoothed(std::span<const Members> analyses,
                                  std::span<const Members> forecasts) {
  if (analyses.empty() || forecasts.size() + 1 != analyses.size())
    throw std::invalid_argument(
        fmt::format("rts_smoothed: {} analyses and {} forecasts; there "
                    "must be one forecast between two analyses",
                    analyses.size(), forecasts.size()));
  std::vector<Members> smoothed(analyses.begin(), analyses.end());
  for (std::size_t k = forecasts.size(); k-- > 0;)
    smoothed[k] +=
        member_anomalies(analyses[k]) * regression_weights(forecasts[k], smoothed[k + 1]);
  return smoothed;
}

}  // namespace cytotwin
