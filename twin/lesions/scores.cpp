#include "twin/lesions/scores.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/random.h"

namespace cytotwin::lesions {
namespace {

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

/// Counts over the last hidden scans.
struct ClassCounts {
  std::size_t right = 0, progressed = 0, foretold = 0, both = 0;

  void add(Response truth, Response point) {
    right += truth == point ? 1 : 0;
    progressed += truth == Response::progressed ? 1 : 0;
    foretold += point == Response::progressed ? 1 : 0;
    both += truth == point && truth == Response::progressed ? 1 : 0;
  }
};

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

double r_squared(std::span<const double> truths, std::span<const double> points) {
  const double mean = mean_of(truths);
  double residual = 0, total = 0;
  for (std::size_t i = 0; i < truths.size(); ++i) {
    residual += (truths[i] - points[i]) * (truths[i] - points[i]);
    total += (truths[i] - mean) * (truths[i] - mean);
  }
  return total > 0 ? 1 - residual / total : 0;
}

/// Errors of one case's hidden scans, and how many its intervals covered.
struct CaseScore {
  double error = 0, crps = 0;
  std::size_t covered = 0;
};

CaseScore score_case(const Patient& patient, const Case& of,
                     const std::vector<Forecast>& forecasts) {
  CaseScore result;
  for (std::size_t h = 0; h < of.hidden.size(); ++h) {
    const double truth = patient.scans[of.hidden[h]].mm;
    const Forecast& forecast = forecasts[h];
    const double error = std::abs(forecast.point - truth);
    result.error += error / static_cast<double>(of.hidden.size());
    result.crps +=
        (forecast.members.empty() ? error : ranked_probability_score(forecast.members, truth)) /
        static_cast<double>(of.hidden.size());
    if (forecast.members.empty()) continue;
    const bool covered =
        truth >= quantile(forecast.members, 0.05) && truth <= quantile(forecast.members, 0.95);
    result.covered += covered ? 1 : 0;
  }
  return result;
}

/// What the last hidden scans say: classes, probabilities of progression, sizes.
void score_last_scans(std::span<const Patient> patients, std::span<const Case> cases,
                      const Forecasts& forecasts, bool probabilistic, Scores& scores) {
  ClassCounts counts;
  std::vector<double> truths, points, squares, yes, no;
  for (std::size_t c = 0; c < cases.size(); ++c) {
    const Patient& patient = patients[cases[c].patient];
    const ResponseReference reference = reference_of(patient, cases[c].seen);
    const Forecast& forecast = forecasts[c].back();
    truths.push_back(patient.scans[cases[c].hidden.back()].mm);
    points.push_back(forecast.point);
    const Response truth = response_of(truths.back(), reference);
    counts.add(truth, response_of(forecast.point, reference));
    if (!probabilistic) continue;
    const bool progressed = truth == Response::progressed;
    const double probability = progression_probability(forecast, reference);
    (progressed ? yes : no).push_back(probability);
    squares.push_back(std::pow(probability - (progressed ? 1 : 0), 2));
  }
  scores.class_accuracy = share(counts.right, cases.size());
  scores.pd_recall = share(counts.both, counts.progressed);
  scores.pd_precision = share(counts.both, counts.foretold);
  scores.r_squared = r_squared(truths, points);
  if (!probabilistic) return;
  scores.pd_brier = mean_of(squares);
  scores.pd_area = area_under_curve(yes, no);
}

/// Shares of members below a truth and not above it. Between two members a truth has a rank of no
/// width: it gets half a member's on either side.
std::pair<double, double> rank_of(double truth, const std::vector<double>& members) {
  const auto [low, high] = std::equal_range(members.begin(), members.end(), truth);
  const auto n = static_cast<double>(members.size());
  const double below = static_cast<double>(low - members.begin()) / n;
  const double up_to = static_cast<double>(high - members.begin()) / n;
  if (up_to > below) return {below, up_to};
  return {std::max(below - 0.5 / n, 0.0), std::min(up_to + 0.5 / n, 1.0)};
}

/// Share of [low, high] that lies in a bin.
double overlap(double low, double high, double begin, double end) {
  return std::max(std::min(high, end) - std::max(low, begin), 0.0) / (high - low);
}

}  // namespace

double ranked_probability_score(std::span<const double> ascending, double truth) {
  const auto n = static_cast<double>(ascending.size());
  double error = 0, spread = 0;
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    error += std::abs(ascending[i] - truth);
    spread += (2 * static_cast<double>(i) + 1 - n) * ascending[i];
  }
  return error / n - spread / (n * n);
}

double quantile(std::span<const double> ascending, double share) {
  const double place = share * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= ascending.size()) return ascending.back();
  const double part = place - static_cast<double>(below);
  return ascending[below] + part * (ascending[below + 1] - ascending[below]);
}

std::optional<double> area_under_curve(std::span<const double> scores_of_yes,
                                       std::span<const double> scores_of_no) {
  if (scores_of_yes.empty() || scores_of_no.empty()) return std::nullopt;
  double wins = 0;
  for (const double yes : scores_of_yes) {
    for (const double no : scores_of_no) wins += yes > no ? 1 : yes == no ? 0.5 : 0;
  }
  return wins / static_cast<double>(scores_of_yes.size() * scores_of_no.size());
}

double progression_probability(const Forecast& forecast, const ResponseReference& reference) {
  std::size_t count = 0;
  for (const double mm : forecast.members)
    count += response_of(mm, reference) == Response::progressed ? 1 : 0;
  return static_cast<double>(count) / static_cast<double>(forecast.members.size());
}

Scores score(std::span<const Patient> patients, std::span<const Case> cases,
             const Forecasts& forecasts) {
  Scores scores;
  scores.patients = cases.size();
  if (cases.empty()) return scores;
  const bool probabilistic = !forecasts.front().front().members.empty();
  std::size_t covered = 0, hidden = 0;
  for (std::size_t c = 0; c < cases.size(); ++c) {
    const CaseScore one = score_case(patients[cases[c].patient], cases[c], forecasts[c]);
    scores.patient_errors.push_back(one.error);
    scores.patient_crps.push_back(one.crps);
    covered += one.covered;
    hidden += cases[c].hidden.size();
  }
  scores.mean_error = mean_of(scores.patient_errors);
  scores.crps = mean_of(scores.patient_crps);
  std::vector<double> sorted = scores.patient_errors;
  std::sort(sorted.begin(), sorted.end());
  scores.median_error = quantile(sorted, 0.5);
  if (probabilistic) scores.coverage = share(covered, hidden);
  score_last_scans(patients, cases, forecasts, probabilistic, scores);
  return scores;
}

std::vector<double> rank_histogram(std::span<const Patient> patients, std::span<const Case> cases,
                                   const Forecasts& forecasts, std::size_t bins) {
  std::vector<double> histogram(bins, 0);
  double count = 0;
  for (std::size_t c = 0; c < cases.size(); ++c) {
    for (std::size_t h = 0; h < cases[c].hidden.size(); ++h) {
      const double truth = patients[cases[c].patient].scans[cases[c].hidden[h]].mm;
      const auto [low, high] = rank_of(truth, forecasts[c][h].members);
      for (std::size_t b = 0; b < bins; ++b)
        histogram[b] += overlap(low, high, static_cast<double>(b) / static_cast<double>(bins),
                                static_cast<double>(b + 1) / static_cast<double>(bins));
      count += 1;
    }
  }
  for (double& share_of_bin : histogram) share_of_bin /= std::max(count, 1.0);
  return histogram;
}

Difference paired_difference(std::span<const double> a, std::span<const double> b,
                             std::uint64_t seed) {
  if (a.size() != b.size() || a.empty())
    throw std::invalid_argument("paired_difference: a and b need the same length, at least 1");
  constexpr std::uint32_t resamples = 2000;
  std::vector<double> differences(a.size()), means(resamples);
  for (std::size_t i = 0; i < a.size(); ++i) differences[i] = a[i] - b[i];
  const auto n = static_cast<double>(a.size());
  for (std::uint32_t r = 0; r < resamples; ++r) {
    RandomStream random(seed, 0, r, Purpose::lesion_bootstrap);
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
      sum += differences[std::min(static_cast<std::size_t>(random.uniform() * n), a.size() - 1)];
    means[r] = sum / n;
  }
  std::sort(means.begin(), means.end());
  return {mean_of(differences), quantile(means, 0.025), quantile(means, 0.975)};
}

}  // namespace cytotwin::lesions
