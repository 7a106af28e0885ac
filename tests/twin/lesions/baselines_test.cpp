#include "twin/lesions/baselines.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/twin/lesions/cohort.h"
#include "twin/lesions/empirical.h"

namespace cytotwin::lesions {
namespace {

using testing::patient;

TEST(Baselines, PersistenceAndLine) {
  const std::vector<Patient> patients = {patient({{0, 20}, {6, 26}, {12, 30}, {18, 99}}),
                                         patient({{0, 20}, {6, 2}, {12, 5}, {18, 9}})};
  const std::vector<Case> cases = {{0, 2, {2, 3}}, {1, 2, {2, 3}}};
  const Forecasts last = persistence(patients, cases);
  EXPECT_EQ(last[0][1].point, 26);
  const Forecasts line = line_through_last_two(patients, cases);
  EXPECT_EQ(line[0][0].point, 32);
  EXPECT_EQ(line[0][1].point, 38);
  EXPECT_EQ(line[1][0].point, 0);  // not below
}

/// Patients of one law: the bank holds the right rates, so its forecast is theirs. The rates of
/// the fits are good to about 1e-3.
TEST(Baselines, BankOfTheTruth) {
  std::vector<Patient> patients;
  for (int p = 0; p < 10; ++p) {
    std::vector<Scan> scans;
    for (int s = 0; s < 6; ++s)
      scans.push_back({6.0 * s, (20.0 + p) * std::cbrt(growth_decay_shape(0.1, 0.03, 6.0 * s))});
    patients.push_back(patient(std::move(scans)));
  }
  const Workers workers(1);
  const auto fits = growth_decay_fits(patients, workers);
  const std::vector<Case> cases = {{3, 4, {5}}};
  const Forecasts forecasts = growth_decay_bank(patients, cases, fits, workers);
  EXPECT_NEAR(forecasts[0][0].point, patients[3].scans[5].mm, 0.05);
}

/// Every transition of the others grows by 2 mm, whatever the horizon: so does every member.
TEST(Baselines, EmpiricalResiduals) {
  std::vector<Patient> patients;
  for (int p = 0; p < 10; ++p)
    patients.push_back(patient({{0, 20.0 + p}, {6, 20.0 + p}, {12, 22.0 + p}}));
  patients[0].scans[2].mm = 1000;  // hidden, and not to be learnt from
  const Workers workers(1);
  const auto transitions = transitions_of(patients);
  const TransitionIndex index(transitions, patients);
  const EmpiricalBaselines learnt = learn_empirical(transitions, workers);
  const std::vector<Case> cases = {{0, 2, {2}}};
  const Forecasts forecasts =
      persistence_with_residuals(cases, transitions, index, learnt, workers);
  EXPECT_EQ(forecasts[0][0].point, 20);
  EXPECT_EQ(forecasts[0][0].members.size(), ensemble_members);
  EXPECT_EQ(forecasts[0][0].members.front(), 22);
  EXPECT_EQ(forecasts[0][0].members.back(), 22);
}

TEST(Baselines, NobodyToLearnFrom) {
  EXPECT_THROW(nearest({}, {}, Transition{}), std::invalid_argument);
}

/// Changes that are linear in the terms are found by least absolute deviations, and one outlier in
/// forty moves nothing. The ridge of 1e-6 leaves about as much.
TEST(Baselines, LeastAbsoluteDeviations) {
  std::vector<Transition> transitions;
  std::vector<std::size_t> training;
  RandomStream random(3, 0, 0, Purpose::variables);
  for (std::size_t t = 0; t < 200; ++t) {
    Transition transition;
    transition.size = 10 + 40 * random.uniform();
    transition.first = 10 + 40 * random.uniform();
    transition.horizon = 4 + 20 * random.uniform();
    transition.slope = random.normal();
    transition.longer_slope = random.normal();
    transition.change = 1 + 0.4 * transition.slope * transition.horizon;
    if (t % 40 == 0) transition.change += 50;
    transitions.push_back(transition);
    training.push_back(t);
  }
  const ChangeCoefficients coefficients = fit_changes(transitions, training);
  Transition query;
  query.horizon = 10;
  query.slope = 2;
  EXPECT_NEAR(change_by(coefficients, query), 9, 0.05);
}

}  // namespace
}  // namespace cytotwin::lesions
