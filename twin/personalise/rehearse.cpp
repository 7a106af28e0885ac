#include "twin/personalise/rehearse.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>
#include <stdexcept>

#include "assimilation/diagnostics/scores.h"
#include "assimilation/draws.h"
#include "twin/ensemble/draw_members.h"

namespace cytotwin {

namespace {

constexpr std::uint64_t patient_seeds = 2'000'000'000;  // of truths: no member's, no replicate's
constexpr Eigen::Index rank_bins = 10;

struct Patient {
  Vector truth;       // transformed
  Members posterior;  // transformed
};

class Rehearser {
 public:
  Rehearser(const Study& study, const Forward& forward, const StudyObservations& observations)
      : study_(study),
        forward_(forward),
        points_(observations.fitted),
        prior_(prior_of(study)),
        options_(inversion_options(study.base.scenario)),
        seed_(study.base.scenario.twin.seed) {
    for (std::size_t c = 0; c < study.conditions.size(); ++c) {
      if (study.conditions[c].fitted) conditions_.push_back(c);
    }
  }

  const Prior& prior() const { return prior_; }

  std::optional<Patient> fitted(std::size_t which) const {
    const Members truth = prior_.from_unit_cube(random_point(static_cast<std::uint64_t>(which)));
    const Vector seen = outputs(prior_.constrained(truth).col(0), seed_ + patient_seeds + which);
    if (!seen.allFinite()) return std::nullopt;
    InversionOptions options = options_;
    options.seed = seed_ + 1 + which;  // perturbations of its own
    InversionState state = first_state(study_, prior_, options);
    const EnsembleMap model = [this](const Members& parameters, int) {
      Matrix out(static_cast<Eigen::Index>(points_.size()), parameters.cols());
      for (Eigen::Index m = 0; m < parameters.cols(); ++m)
        out.col(m) = outputs(parameters.col(m), seed_ + static_cast<std::uint64_t>(m));
      return out;
    };
    try {
      const InversionResult result =
          invert_from(std::move(state), model, prior_, measured(seen, which), options);
      return Patient{truth.col(0), result.posterior};
    } catch (const std::runtime_error&) {  // too many members failed
      return std::nullopt;
    }
  }

 private:
  Matrix random_point(std::uint64_t which) const {
    Matrix point(prior_.size(), 1);
    RandomStream stream(seed_, which, 0, Purpose::synthetic_patients);
    for (Eigen::Index p = 0; p < point.rows(); ++p) point(p, 0) = stream.uniform();
    return point;
  }

  Vector outputs(const Vector& parameters, std::uint64_t seed) const {
    Vector out = Vector::Constant(static_cast<Eigen::Index>(points_.size()),
                                  std::numeric_limits<double>::quiet_NaN());
    for (const std::size_t c : conditions_) {
      try {
        const std::vector<double> series = forward_.run(
            {std::span(parameters.data(), static_cast<std::size_t>(parameters.size())), c, seed});
        const auto& comparisons = study_.scenarios[c].scenario.comparisons;
        for (std::size_t i = 0; i < points_.size(); ++i) {
          if (points_[i].condition == c)
            out[static_cast<Eigen::Index>(i)] =
                predicted(points_[i], comparisons[points_[i].comparison], forward_.shape(), series);
        }
      } catch (const ForwardFailure&) {
        return out;
      }
    }
    return out;
  }

  /// The patient's data: errors as the scenario states them, of the values as they are here.
  CalibrationData measured(const Vector& seen, std::size_t which) const {
    RandomStream noise(seed_, which, 1, Purpose::synthetic_patients);
    std::vector<ObservedPoint> points = points_;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const Comparison& comparison =
          study_.scenarios[points[i].condition].scenario.comparisons[points[i].comparison];
      const double value = seen[static_cast<Eigen::Index>(i)];
      const double share = comparison.relative_error;
      const double fixed =
          points[i].error * points[i].error - share * share * points[i].value * points[i].value;
      points[i].error = std::sqrt(std::max(0.0, fixed) + share * share * value * value);
      points[i].value = value + points[i].error * noise.normal();
      points[i].censored =
          comparison.detection_limit && points[i].value <= *comparison.detection_limit;
      if (points[i].censored) points[i].value = *comparison.detection_limit;
    }
    return calibration_data(points, {});
  }

  const Study& study_;
  const Forward& forward_;
  const std::vector<ObservedPoint>& points_;
  Prior prior_;
  InversionOptions options_;
  std::uint64_t seed_;
  std::vector<std::size_t> conditions_;
};

/// Scores of one parameter over all patients.
RehearsedParameter judged(const Prior& prior, Eigen::Index p,
                          const std::vector<Patient>& patients) {
  const auto cases = static_cast<Eigen::Index>(patients.size());
  const Eigen::Index members = patients.front().posterior.cols();
  const double deviation = prior.deviations()[p];
  // as many members as make equal bins
  const Eigen::Index ranked = (members + 1) / rank_bins * rank_bins - 1;
  Vector scores(cases), prior_scores(cases), truths(cases);
  Matrix posteriors(cases, members);
  std::vector<Eigen::Index> ranks;
  RehearsedParameter out;
  out.name = prior.names()[static_cast<std::size_t>(p)];
  const Vector reference = prior.sample(2000, 1).row(p);
  for (Eigen::Index k = 0; k < cases; ++k) {
    const Patient& patient = patients[static_cast<std::size_t>(k)];
    const Vector row = patient.posterior.row(p);
    const double truth = patient.truth[p];
    scores[k] = crps({row.data(), static_cast<std::size_t>(members)}, truth) / deviation;
    prior_scores[k] =
        crps({reference.data(), static_cast<std::size_t>(reference.size())}, truth) / deviation;
    posteriors.row(k) = row;
    truths[k] = truth;
    ranks.push_back(rank_of(truth, row.head(ranked), 1, static_cast<std::uint64_t>(k)));
    const double spread =
        std::sqrt((row.array() - row.mean()).square().sum() / static_cast<double>(members - 1));
    out.contraction += spread / deviation / static_cast<double>(cases);
  }
  out.crps = scores.mean();
  out.prior_crps = prior_scores.mean();
  out.gain = paired_bootstrap(scores, prior_scores);
  out.coverage = coverage(posteriors, truths, 0.9);
  out.ranks = calibration_histogram(ranks, ranked, rank_bins);
  return out;
}

}  // namespace

Rehearsal rehearse(const Study& study, const Forward& forward,
                   const StudyObservations& observations, std::size_t patients,
                   const Workers& workers, const std::function<void(std::size_t)>& progress) {
  const Rehearser rehearser(study, forward, observations);
  std::vector<std::optional<Patient>> all(patients);
  std::mutex mutex;
  std::size_t done = 0;
  workers.for_blocks(patients, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      all[k] = rehearser.fitted(k);
      const std::lock_guard lock(mutex);
      progress(++done);
    }
  });
  std::vector<Patient> fitted;
  for (std::optional<Patient>& patient : all) {
    if (patient) fitted.push_back(std::move(*patient));
  }
  if (fitted.size() < 200)
    throw std::invalid_argument(
        fmt::format("rehearse: {} of {} synthetic patients could be fitted; 200 are needed",
                    fitted.size(), patients));
  Rehearsal rehearsal;
  rehearsal.patients = fitted.size();
  rehearsal.failed = patients - fitted.size();
  for (Eigen::Index p = 0; p < rehearser.prior().size(); ++p)
    rehearsal.parameters.push_back(judged(rehearser.prior(), p, fitted));
  return rehearsal;
}

}  // namespace cytotwin
