// A forecast must not depend on what is hidden from it.
#include <gtest/gtest.h>

#include "tests/twin/lesions/cohort.h"
#include "twin/lesions/baselines.h"
#include "twin/lesions/twin_forecast.h"

namespace cytotwin::lesions {
namespace {

constexpr std::size_t watched = 10;  // a patient, of fold 0

std::vector<Forecast> twin_of_watched(Task task, const std::vector<Patient>& patients) {
  const Workers workers(1);
  const auto transitions = transitions_of(patients);
  const TransitionIndex index(transitions, patients);
  const BankDraws draws = draw_bank(60, 3);
  std::vector<FoldKnowledge> knowledge;
  for (std::size_t fold = 0; fold < folds; ++fold) {
    const FoldModel model(patients, fold, draws, 50, workers);
    knowledge.push_back({model.population(), model.beliefs(patients, transitions, index, workers)});
  }
  const auto twin = forecast_by_twin(task, TwinVariant::whole, patients, transitions, index,
                                     knowledge, learn_empirical(transitions, workers), workers);
  const auto cases = cases_of(task, patients);
  for (std::size_t c = 0; c < cases.size(); ++c) {
    if (cases[c].patient == watched) return twin.forecasts[c];
  }
  return {};
}

void expect_same(const std::vector<Forecast>& a, const std::vector<Forecast>& b) {
  ASSERT_EQ(a.size(), b.size());
  ASSERT_FALSE(a.empty());
  for (std::size_t h = 0; h < a.size(); ++h) EXPECT_EQ(a[h].members, b[h].members);
}

std::vector<Patient> cohort() {
  testing::Cohort of;
  of.patients = 60;
  return patients_of(testing::rows_of(of, 13));
}

/// Hidden sizes of the whole fold change, not only the watched patient's.
TEST(NoLeak, HiddenSizes) {
  for (const Task task : {Task::H2, Task::E2}) {
    std::vector<Patient> patients = cohort();
    const auto before = twin_of_watched(task, patients);
    for (const Case& of : cases_of(task, patients)) {
      if (fold_of(of.patient) != fold_of(watched)) continue;
      for (std::size_t s = of.seen; s < patients[of.patient].scans.size(); ++s)
        patients[of.patient].scans[s].mm = 3 * patients[of.patient].scans[s].mm + 17;
    }
    expect_same(before, twin_of_watched(task, patients));
  }
}

/// E2: scans after the target do not exist yet.
TEST(NoLeak, ScansAfterTheTarget) {
  std::vector<Patient> patients = cohort();
  const auto before = twin_of_watched(Task::E2, patients);
  const std::size_t target = cases_of(Task::E2, patients)[watched].hidden.back();
  patients[watched].scans.resize(target + 1);
  expect_same(before, twin_of_watched(Task::E2, patients));
}

/// What was seen does matter, or the two above say nothing.
TEST(NoLeak, SeenSizesMatter) {
  std::vector<Patient> patients = cohort();
  const auto before = twin_of_watched(Task::H2, patients);
  patients[watched].scans[3].mm += 5;
  EXPECT_NE(before.at(0).members, twin_of_watched(Task::H2, patients).at(0).members);
}

}  // namespace
}  // namespace cytotwin::lesions
