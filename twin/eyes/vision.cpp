#include "twin/eyes/vision.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"

namespace cytotwin::eyes {
namespace {

constexpr double step_weeks = 4;
constexpr double most_letters = 100;
constexpr std::uint32_t letters_stream = 1U << 20U;  // apart from those of the thickness

double square(double x) { return x * x; }

}  // namespace

double letters_lost(double oedema_um) {
  const double oedema = std::max(oedema_um, 0.0);
  return 36 * oedema / (800 + oedema);
}

std::optional<VisionPosterior> assimilate_letters(const Population& population, double dry,
                                                  std::span<const Visit> seen) {
  const double n = population.tails, error = square(population.letters_error);
  std::optional<VisionPosterior> posterior;
  std::optional<double> thickness;
  for (const Visit& visit : seen) {
    if (visit.thickness) thickness = visit.thickness;
    if (posterior) {
      posterior->variance +=
          square(population.letters_step) * (visit.week - posterior->week) / step_weeks;
      posterior->week = visit.week;
    }
    if (!visit.letters || !thickness) continue;
    const double best = *visit.letters + letters_lost(*thickness - dry);
    if (!posterior) {
      posterior = VisionPosterior{best, error, visit.week};
      continue;
    }
    const double variance = posterior->variance + error, residual = best - posterior->letters;
    const double trust = std::min(1.0, (n + 1) / (n + square(residual) * n / (variance * (n - 2))));
    const double gain = posterior->variance / (posterior->variance + error / trust);
    posterior->letters += gain * residual;
    posterior->variance *= 1 - gain;
  }
  return posterior;
}

std::vector<std::vector<double>> forecast_letters(const Population& population, double dry,
                                                  const VisionPosterior& posterior,
                                                  const ThicknessForecast& thickness,
                                                  std::span<const ComingVisit> coming,
                                                  std::uint64_t seed) {
  std::vector<std::vector<double>> letters(coming.size());
  const std::size_t draws = coming.empty() ? 0 : thickness.thickness.front().size();
  for (std::size_t d = 0; d < draws; ++d) {
    RandomStream random(seed, d, letters_stream, Purpose::eye_visits);
    double best = posterior.letters + std::sqrt(posterior.variance) * random.normal();
    double week = posterior.week;
    for (std::size_t v = 0; v < coming.size(); ++v) {
      best += population.letters_step * std::sqrt((coming[v].week - week) / step_weeks) *
              random.normal();
      week = coming[v].week;
      const double read = best - letters_lost(thickness.thickness[v][d] - dry) +
                          population.letters_error * random.normal();
      letters[v].push_back(std::clamp(read, 0.0, most_letters));
    }
  }
  return letters;
}

}  // namespace cytotwin::eyes
