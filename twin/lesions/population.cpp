#include "twin/lesions/population.h"

#include <algorithm>
#include <cmath>

#include "twin/lesions/baselines.h"
#include "twin/lesions/protocol.h"

namespace cytotwin::lesions {
namespace {

constexpr double degrees_of_freedom = 4;
constexpr double seen_from = 3;         // [mm] diameter from which a lesion tends to be seen
constexpr double error_of_nothing = 2;  // [mm]
constexpr double covariance_floor = 1e-4;

double log_student(double z, double scale) {
  return -(degrees_of_freedom + 1) / 2 * std::log1p(z * z / degrees_of_freedom) - std::log(scale);
}

/// Posterior of one patient: mean and covariance of the transformed parameters.
struct PatientMoments {
  TransformedParameters mean{};
  SmallMatrix covariance{parameter_count};
};

PatientMoments moments_of(const LesionBank& bank, const std::vector<double>& weights) {
  PatientMoments moments;
  for (std::size_t m = 0; m < weights.size(); ++m) {
    for (std::size_t i = 0; i < parameter_count; ++i)
      moments.mean[i] += weights[m] * bank.transformed(m)[i];
  }
  for (std::size_t m = 0; m < weights.size(); ++m) {
    if (weights[m] < 1e-12) continue;
    for (std::size_t i = 0; i < parameter_count; ++i) {
      const double left = bank.transformed(m)[i] - moments.mean[i];
      for (std::size_t j = 0; j < parameter_count; ++j)
        moments.covariance(i, j) += weights[m] * left * (bank.transformed(m)[j] - moments.mean[j]);
    }
  }
  return moments;
}

std::size_t therapy_of(const Patient& patient) { return had_chemotherapy(patient) ? 1 : 0; }

std::array<TransformedParameters, 2> means_of(const std::vector<const Patient*>& patients,
                                              const std::vector<PatientMoments>& posteriors,
                                              const Population& before) {
  std::array<TransformedParameters, 2> means{};
  std::array<double, 2> counts{};
  for (std::size_t p = 0; p < patients.size(); ++p) {
    const std::size_t therapy = therapy_of(*patients[p]);
    counts[therapy] += 1;
    for (std::size_t i = 0; i < parameter_count; ++i) means[therapy][i] += posteriors[p].mean[i];
  }
  for (std::size_t therapy = 0; therapy < 2; ++therapy) {
    for (std::size_t i = 0; i < parameter_count; ++i)
      means[therapy][i] =
          counts[therapy] > 0 ? means[therapy][i] / counts[therapy] : before.mean[therapy][i];
  }
  return means;
}

Population maximised(const std::vector<const Patient*>& patients,
                     const std::vector<PatientMoments>& posteriors, const Population& before) {
  Population next;
  next.mean = means_of(patients, posteriors, before);
  const auto n = static_cast<double>(patients.size());
  for (std::size_t p = 0; p < patients.size(); ++p) {
    const TransformedParameters& centre = next.mean[therapy_of(*patients[p])];
    for (std::size_t i = 0; i < parameter_count; ++i) {
      for (std::size_t j = 0; j < parameter_count; ++j) {
        next.covariance(i, j) +=
            (posteriors[p].covariance(i, j) +
             (posteriors[p].mean[i] - centre[i]) * (posteriors[p].mean[j] - centre[j])) /
            n;
      }
    }
  }
  for (std::size_t i = 0; i < parameter_count; ++i) next.covariance(i, i) += covariance_floor;
  return next;
}

std::vector<PatientMoments> expected(const std::vector<const Patient*>& patients,
                                     const Population& population, const BankDraws& draws,
                                     std::size_t weeks, const Workers& workers) {
  std::vector<PatientMoments> posteriors(patients.size());
  for (std::size_t therapy = 0; therapy < 2; ++therapy) {
    const LesionBank bank(population, therapy, draws, weeks, workers);
    workers.for_blocks(patients.size(), 4, [&](std::size_t begin, std::size_t end) {
      for (std::size_t p = begin; p < end; ++p) {
        if (therapy_of(*patients[p]) != therapy) continue;
        const auto diameters = bank.diameters(*patients[p], draws.first_scan);
        posteriors[p] = moments_of(bank, posterior_weights(*patients[p], diameters, bank.members(),
                                                           patients[p]->scans.size() - 1));
      }
    });
  }
  return posteriors;
}

}  // namespace

Population vague_population() {
  Population vague;
  vague.mean.fill({std::log(0.04), std::log(0.08), std::log(6.0), std::log(0.02), -1});
  const std::array<double, parameter_count> deviations = {0.8, 1, 0.8, 1.2, 2};
  for (std::size_t i = 0; i < parameter_count; ++i)
    vague.covariance(i, i) = deviations[i] * deviations[i];
  return vague;
}

double log_likelihood(double measured_mm, double true_mm) {
  if (measured_mm <= 0)
    return log_student(std::max(true_mm - seen_from, 0.0) / error_of_nothing, error_of_nothing);
  const double scale = measurement_error(true_mm);
  return log_student((measured_mm - true_mm) / scale, scale);
}

std::vector<double> posterior_weights(const Patient& patient, std::span<const double> diameters,
                                      std::size_t members, std::size_t last) {
  std::vector<double> weights(members, 0);
  for (std::size_t s = 1; s <= last; ++s) {
    for (std::size_t m = 0; m < members; ++m)
      weights[m] += log_likelihood(patient.scans[s].mm, diameters[s * members + m]);
  }
  const double best = *std::max_element(weights.begin(), weights.end());
  double sum = 0;
  for (double& weight : weights) {
    weight = std::exp(weight - best);
    sum += weight;
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

Population learn_population(const std::vector<const Patient*>& patients, const BankDraws& draws,
                            std::size_t weeks, int rounds, const Workers& workers) {
  std::vector<const Patient*> informative;
  for (const Patient* patient : patients) {
    if (patient->scans.size() >= 3) informative.push_back(patient);
  }
  Population population = vague_population();
  if (informative.empty()) return population;
  for (int round = 0; round < rounds; ++round)
    population = maximised(informative, expected(informative, population, draws, weeks, workers),
                           population);
  return population;
}

}  // namespace cytotwin::lesions
