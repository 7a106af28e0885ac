#include "twin/lesions/population.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/twin/lesions/cohort.h"
#include "twin/lesions/belief.h"
#include "twin/lesions/scores.h"

namespace cytotwin::lesions {
namespace {

using testing::patient;

TEST(LogLikelihood, PeaksAtTheTruth) {
  EXPECT_GT(log_likelihood(30, 30), log_likelihood(30, 36));
  EXPECT_NEAR(log_likelihood(30, 30), -std::log(2 + 0.06 * 30), 1e-12);
  // Student's t, 4 degrees of freedom, two scales away: -(5/2) ln(1 + 4/4)
  EXPECT_NEAR(log_likelihood(30 + 2 * 3.8, 30) - log_likelihood(30, 30), -2.5 * std::log(2.0),
              1e-12);
  EXPECT_EQ(log_likelihood(0, 1), log_likelihood(0, 3));  // what cannot be seen
  EXPECT_GT(log_likelihood(0, 3), log_likelihood(0, 10));
}

TEST(Bank, MeetsTheFirstScanAndItsError) {
  const BankDraws draws = draw_bank(50, 1);
  const LesionBank bank(vague_population(), 0, draws, 20, Workers(1));
  const Patient of = patient({{-1, 40}, {6, 30}, {12, 20}});
  const auto diameters = bank.diameters(of, draws.first_scan);
  for (std::size_t m = 0; m < 50; ++m) {
    EXPECT_NEAR(diameters[m], 40 * std::exp(draws.first_scan[m] * 4.4 / 40), 1e-10);
  }
}

/// Between its sizes and weeks the bank is linear; against the model itself at neither.
TEST(Bank, InterpolatesTheModel) {
  BankDraws draws = draw_bank(40, 2);
  std::fill(draws.first_scan.begin(), draws.first_scan.end(), 0);
  const LesionBank bank(vague_population(), 0, draws, 40, Workers(1));
  const Patient of = patient({{0, 33}, {9.5, 0}, {30, 0}});
  const auto diameters = bank.diameters(of, draws.first_scan);
  for (std::size_t m = 0; m < 40; ++m) {
    const auto shape = relative_diameters(parameters_of(bank.transformed(m)), 33, 40);
    EXPECT_NEAR(diameters[40 + m], 33 * (shape[9] + shape[10]) / 2, 0.02 * diameters[40 + m]);
    EXPECT_NEAR(diameters[80 + m], 33 * shape[30], 0.02 * diameters[80 + m]);
  }
}

/// Bayes: ratios of weights are those of the likelihoods of the scans seen, the first left out (it
/// set the scale). exp and log cost about 1e-14.
TEST(Weights, AreLikelihoods) {
  const Patient of = patient({{0, 40}, {6, 30}, {12, 20}, {18, 99}});
  const std::vector<double> diameters = {40, 44, 31, 28, 20, 25, 1, 2};  // two members
  const auto weights = posterior_weights(of, diameters, 2, 2);
  const double difference = log_likelihood(30, 28) + log_likelihood(20, 25) -
                            log_likelihood(30, 31) - log_likelihood(20, 20);
  EXPECT_NEAR(weights[1] / weights[0], std::exp(difference), 1e-12);
  EXPECT_NEAR(weights[0] + weights[1], 1, 1e-14);
}

std::vector<const Patient*> pointers(const std::vector<Patient>& patients) {
  std::vector<const Patient*> list;
  for (const Patient& of : patients) list.push_back(&of);
  return list;
}

/// Mean over patients of the logarithm of the likelihood of their scans under a population.
double evidence(const std::vector<Patient>& patients, const Population& population,
                const BankDraws& draws) {
  double sum = 0;
  for (const std::size_t therapy : {0U, 1U}) {
    const LesionBank bank(population, therapy, draws, 50, Workers(2));
    for (const Patient& of : patients) {
      if (had_chemotherapy(of) != (therapy == 1)) continue;
      const auto diameters = bank.diameters(of, draws.first_scan);
      double mean = 0;
      for (std::size_t m = 0; m < bank.members(); ++m) {
        double log_density = 0;
        for (std::size_t s = 1; s < of.scans.size(); ++s)
          log_density += log_likelihood(of.scans[s].mm, diameters[s * bank.members() + m]);
        mean += std::exp(log_density) / static_cast<double>(bank.members());
      }
      sum += std::log(mean) / static_cast<double>(patients.size());
    }
  }
  return sum;
}

/// Rounds raise the likelihood, which ends no lower than that of the population the cohort was
/// drawn from (these patients' best is at least as good; 0.1 for a bank of 600). Growth gets to
/// less than half its first distance from the truth. Escape need not: whether a relapse comes from
/// lost control or from resistant cells, diameters do not tell.
TEST(Population, KnownTruth) {
  testing::Cohort cohort;
  cohort.patients = 200;
  cohort.mean = {-2.8, -1.2, 0.9, -3.0, -0.5};
  const auto patients = patients_of(testing::rows_of(cohort, 7));
  Population truth;
  truth.mean.fill(cohort.mean);
  for (std::size_t i = 0; i < parameter_count; ++i)
    truth.covariance(i, i) = cohort.deviation[i] * cohort.deviation[i];
  const BankDraws draws = draw_bank(600, 3);
  const auto learn = [&](int rounds) {
    return learn_population(pointers(patients), draws, 50, rounds, Workers(2));
  };
  const Population vague = vague_population(), few = learn(3), many = learn(12);
  EXPECT_GT(evidence(patients, few, draws), evidence(patients, vague, draws) + 0.1);
  EXPECT_GT(evidence(patients, many, draws), evidence(patients, few, draws));
  EXPECT_GT(evidence(patients, many, draws), evidence(patients, truth, draws) - 0.1);
  for (const std::size_t therapy : {0U, 1U})
    EXPECT_LT(std::abs(many.mean[therapy][0] + 2.8), (vague.mean[therapy][0] + 2.8) / -2);
}

/// Lesions that do follow the model, with errors of 4 mm, about what it assumes at their size. 48
/// hidden scans of 24 patients, two each nearly as one: the standard error of a coverage of 0.9 is
/// 0.06, and 0.8 is just under two of them below.
TEST(Population, ForecastsAreCalibrated) {
  testing::Cohort cohort;
  cohort.patients = 120;
  cohort.error = 4;
  const auto patients = patients_of(testing::rows_of(cohort, 11));
  const BankDraws draws = draw_bank(1000, 3);
  const auto cases = cases_of(Task::H2, patients);
  Forecasts all(cases.size());
  const Workers workers(2);
  const FoldModel model(patients, 0, draws, 50, workers);
  Forecasts own = model.forecasts(patients, cases, workers);
  std::vector<Case> of_fold;
  Forecasts forecasts;
  for (std::size_t c = 0; c < cases.size(); ++c) {
    if (own[c].empty()) continue;
    EXPECT_EQ(fold_of(cases[c].patient), 0U);
    of_fold.push_back(cases[c]);
    forecasts.push_back(std::move(own[c]));
  }
  ASSERT_EQ(of_fold.size(), 24U);
  const double coverage = *score(patients, of_fold, forecasts).coverage;
  EXPECT_GE(coverage, 0.8);
}

TEST(Population, NobodyToLearnFrom) {
  const Population learnt = learn_population({}, draw_bank(20, 3), 10, 6, Workers(1));
  EXPECT_EQ(learnt.mean, vague_population().mean);
}

}  // namespace
}  // namespace cytotwin::lesions
