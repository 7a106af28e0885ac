#include "twin/lesions/evaluation.h"

#include <gtest/gtest.h>

#include "tests/twin/lesions/cohort.h"

namespace cytotwin::lesions {
namespace {

Evaluation evaluated(std::size_t patients, unsigned threads) {
  testing::Cohort cohort;
  cohort.patients = patients;
  cohort.scans = 7;
  return evaluate(testing::rows_of(cohort, 21), Workers(threads), [](const std::string&) {});
}

/// One evaluation for several tests: it takes seconds.
const Evaluation& of_one_thread() {
  static const Evaluation evaluation = evaluated(60, 1);
  return evaluation;
}

TEST(Evaluation, SameBytesForAnyThreads) {
  const Evaluation& one = of_one_thread();
  const Evaluation three = evaluated(60, 3);
  ASSERT_EQ(one.tasks.size(), 5U);
  for (std::size_t t = 0; t < one.tasks.size(); ++t) {
    ASSERT_EQ(one.tasks[t].methods.size(), three.tasks[t].methods.size());
    for (std::size_t m = 0; m < one.tasks[t].methods.size(); ++m) {
      const Scores &a = one.tasks[t].methods[m].scores, &b = three.tasks[t].methods[m].scores;
      EXPECT_EQ(a.patient_errors, b.patient_errors) << one.tasks[t].methods[m].name;
      EXPECT_EQ(a.patient_crps, b.patient_crps) << one.tasks[t].methods[m].name;
    }
    EXPECT_EQ(one.tasks[t].rank_histogram, three.tasks[t].rank_histogram);
  }
}

/// Lesions that follow the twin's own model, for H2 and E2: it must beat all who do not know it,
/// and the model alone must beat persistence, which on patients is not so.
TEST(Evaluation, OwnModelIsForecastBest) {
  for (const TaskResult& task : of_one_thread().tasks) {
    if (task.task != Task::H2 && task.task != Task::E2) continue;
    const double twin = task.method(name_of_twin).scores.crps;
    EXPECT_LT(twin, task.method(name_of_persistence).scores.crps);
    EXPECT_LT(twin, task.method(name_of_residuals).scores.crps);
    EXPECT_LT(task.method("lesion model alone").scores.crps,
              task.method(name_of_persistence).scores.crps);
  }
}

TEST(Evaluation, StrataAddUp) {
  for (const TaskResult& task : of_one_thread().tasks) {
    EXPECT_EQ(task.strata[0].patients + task.strata[1].patients, task.patients);
    const double sum = task.strata[0].twin_crps * static_cast<double>(task.strata[0].patients) +
                       task.strata[1].twin_crps * static_cast<double>(task.strata[1].patients);
    EXPECT_NEAR(sum / static_cast<double>(task.patients), task.method(name_of_twin).scores.crps,
                1e-12);
  }
}

TEST(Evaluation, TooFewPatients) {
  EXPECT_THROW(evaluated(10, 1), std::invalid_argument);
  EXPECT_THROW(evaluate({}, Workers(1), [](const std::string&) {}), std::invalid_argument);
}

TEST(Evaluation, UnknownMethod) {
  EXPECT_THROW(of_one_thread().tasks[0].method("oracle"), std::invalid_argument);
}

/// Every level is judged: two of CRPS, one of AUC, three for each of five tasks.
TEST(Evaluation, Levels) { EXPECT_EQ(of_one_thread().levels.size(), 18U); }

}  // namespace
}  // namespace cytotwin::lesions
