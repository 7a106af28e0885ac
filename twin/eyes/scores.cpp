#include "twin/eyes/scores.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "assimilation/diagnostics/scores.h"
#include "core/random.h"

namespace cytotwin::eyes {
namespace {

constexpr double level = 0.8;
constexpr std::size_t resamples = 2000;

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
}

/// Median error of settled eyes at about some weeks ahead; none if there is none.
std::optional<double> median_error(std::span<const ScoredVisit> visits, double weeks) {
  std::vector<double> errors;
  for (const ScoredVisit& visit : visits) {
    if (visit.seen >= settled && std::abs(visit.weeks - weeks) <= 1) errors.push_back(visit.error);
  }
  if (errors.empty()) return std::nullopt;
  return median_of(std::move(errors));
}

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

}  // namespace

std::optional<double> measured(const Visit& visit, Measure measure) {
  return measure == Measure::thickness ? visit.thickness : visit.letters;
}

std::vector<ScoredVisit> scored(std::span<const EyeRecord> eyes, std::span<const EyeCase> cases,
                                const EyeForecasts& forecasts, Measure measure) {
  std::vector<ScoredVisit> result;
  for (std::size_t c = 0; c < cases.size(); ++c) {
    const EyeCase& of = cases[c];
    const std::vector<Visit>& visits = eyes[of.eye].visits;
    for (std::size_t v = of.seen; v < of.end; ++v) {
      const std::optional<double> truth = measured(visits[v], measure);
      const VisitForecast& members = forecasts[c][v - of.seen];
      if (!truth || members.empty()) continue;
      const CentralInterval central = central_interval(members, level);
      ScoredVisit& visit = result.emplace_back();
      visit.eye = of.eye;
      visit.seen = of.seen;
      visit.weeks = visits[v].week - visits[of.seen - 1].week;
      visit.error = std::abs(median_of(members) - *truth);
      visit.crps = crps(members, *truth);
      visit.covered = central.low <= *truth && *truth <= central.high;
      visit.interval = interval_score(central.low, central.high, *truth, level);
    }
  }
  return result;
}

EyeScores summed(const std::string& method, std::size_t eyes, std::span<const ScoredVisit> visits,
                 bool certain) {
  EyeScores scores;
  scores.method = method;
  scores.visits = visits.size();
  std::map<std::size_t, std::vector<const ScoredVisit*>> by_eye;
  double covered = 0;
  for (const ScoredVisit& visit : visits) {
    by_eye[visit.eye].push_back(&visit);
    covered += visit.covered ? 1 : 0;
  }
  scores.eyes = by_eye.size();
  scores.eye_crps.resize(eyes);
  for (const auto& [eye, of] : by_eye) {
    double error = 0, crps = 0, interval = 0;
    for (const ScoredVisit* visit : of) {
      error += visit->error;
      crps += visit->crps;
      interval += visit->interval;
    }
    const auto n = static_cast<double>(of.size()), all = static_cast<double>(by_eye.size());
    scores.eye_crps[eye] = crps / n;
    scores.error += error / n / all;
    scores.crps += crps / n / all;
    scores.interval += interval / n / all;
  }
  if (!certain && !visits.empty()) scores.coverage = covered / static_cast<double>(visits.size());
  scores.median_4 = median_error(visits, 4);
  scores.median_12 = median_error(visits, 12);
  return scores;
}

CrpsGain crps_gain(const EyeScores& a, const EyeScores& b, std::uint64_t seed) {
  std::vector<double> differences, of_b;
  for (std::size_t e = 0; e < a.eye_crps.size(); ++e) {
    if (!a.eye_crps[e] || !b.eye_crps[e]) continue;
    differences.push_back(*a.eye_crps[e] - *b.eye_crps[e]);
    of_b.push_back(*b.eye_crps[e]);
  }
  CrpsGain gain;
  gain.eyes = differences.size();
  if (differences.empty()) return gain;
  gain.mean = mean_of(differences);
  gain.share = gain.mean / mean_of(of_b);
  std::vector<double> means;
  for (std::size_t r = 0; r < resamples; ++r) {
    RandomStream random(seed, r, 0, Purpose::eye_bootstrap);
    double sum = 0;
    for (std::size_t i = 0; i < differences.size(); ++i)
      sum += differences[std::min(
          differences.size() - 1,
          static_cast<std::size_t>(random.uniform() * static_cast<double>(differences.size())))];
    means.push_back(sum / static_cast<double>(differences.size()));
  }
  std::sort(means.begin(), means.end());
  gain.low = means[static_cast<std::size_t>(0.025 * resamples)];
  gain.high = means[static_cast<std::size_t>(0.975 * resamples) - 1];
  return gain;
}

}  // namespace cytotwin::eyes
