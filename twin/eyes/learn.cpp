#include "twin/eyes/learn.h"

#include <algorithm>
#include <cmath>

#include "assimilation/priors/standard_normal.h"
#include "twin/eyes/thickness.h"
#include "twin/eyes/vision.h"

namespace cytotwin::eyes {
namespace {

constexpr std::size_t longest_lead = 6;
constexpr double month = 4;

double logit(double share) { return std::log(share / (1 - share)); }

double ratio(double value, double from, double from_sd, double to, double to_sd) {
  return normal_log_density(value, to, to_sd) - normal_log_density(value, from, from_sd);
}

/// Sum of the log scores of one eye, and how many there are.
std::pair<double, std::size_t> score_eye(const EyeBank& bank, std::span<const Visit> visits,
                                         std::size_t first) {
  std::pair<double, std::size_t> sum{0, 0};
  if (visits.size() <= first || !visits[0].thickness) return sum;
  ThicknessPosterior posterior = assimilate(bank, visits.first(first));
  for (std::size_t k = first; k < visits.size(); ++k) {
    const std::size_t end = std::min(k + longest_lead, visits.size());
    for (std::size_t v = k; v < end; ++v) {
      if (!visits[v].thickness) continue;
      sum.first += log_score(bank, posterior, v, visits[v]);
      ++sum.second;
    }
    assimilate_next(bank, k, visits[k], posterior);
  }
  return sum;
}

}  // namespace

std::vector<Visit> reconstructed(const EyeRecord& eye, const TreatAndExtend& rule) {
  std::vector<Visit> visits;
  std::vector<ClinicVisit> past;
  double week = 0, interval = month;
  for (const Visit& given : eye.visits) {
    visits.push_back({week, given.thickness, given.letters, !visits.empty() && interval > month});
    const double seen = given.thickness.value_or(past.empty() ? 0 : past.back().thickness);
    const ClinicVisit now{week, seen, given.letters.value_or(0), true};
    if (given.thickness) interval = decide(rule, past, now).weeks;
    past.push_back(now);
    week += interval;
  }
  return visits;
}

std::vector<EyeMember> reweighted(std::span<const EyeMember> members, const Population& from,
                                  const Population& to) {
  std::vector<EyeMember> moved(members.begin(), members.end());
  double sum = 0;
  for (EyeMember& member : moved) {
    const double logarithm = ratio(std::log(member.half_vegf), std::log(from.half_vegf),
                                   from.half_vegf_sd, std::log(to.half_vegf), to.half_vegf_sd) +
                             ratio(logit(member.slow_share), from.slow_logit, from.slow_logit_sd,
                                   to.slow_logit, to.slow_logit_sd) +
                             ratio(std::log(member.slow_days), std::log(from.slow_days),
                                   from.slow_days_sd, std::log(to.slow_days), to.slow_days_sd);
    member.weight *= std::exp(logarithm);
    sum += member.weight;
    member.dry = to.dry + to.dry_sd * (member.dry - from.dry) / from.dry_sd;
    member.restless =
        to.restless * std::pow(member.restless / from.restless, to.restless_sd / from.restless_sd);
  }
  for (EyeMember& member : moved) member.weight /= sum;
  return moved;
}

double mean_log_score(const Population& population, std::span<const EyeMember> members,
                      std::span<const LearningEye> eyes, std::size_t first,
                      const Workers& workers) {
  std::vector<std::pair<double, std::size_t>> sums(eyes.size());
  workers.for_blocks(eyes.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t e = begin; e < end; ++e)
      sums[e] = score_eye({population, members, eyes[e].left}, eyes[e].visits, first);
  });
  double total = 0, count = 0;
  for (const auto& [sum, scores] : sums) {
    total += sum;
    count += static_cast<double>(scores);
  }
  return count > 0 ? total / count : 0;
}

double mean_letters_log_score(const Population& population, std::span<const LearningEye> eyes) {
  double total = 0, count = 0;
  for (const LearningEye& eye : eyes) {
    double thickness = population.dry;
    for (std::size_t v = 0; v < eye.visits.size(); ++v) {
      const Visit& visit = eye.visits[v];
      thickness = visit.thickness.value_or(thickness);
      const auto before =
          assimilate_letters(population, population.dry, std::span(eye.visits).first(v));
      if (!before || !visit.letters) continue;
      const double step = population.letters_step * population.letters_step;
      const double variance = before->variance + step * (visit.week - before->week) / month +
                              population.letters_error * population.letters_error;
      const double best = *visit.letters + letters_lost(thickness - population.dry);
      total += student_log_density(best - before->letters, variance, population.tails);
      ++count;
    }
  }
  return count > 0 ? total / count : 0;
}

}  // namespace cytotwin::eyes
