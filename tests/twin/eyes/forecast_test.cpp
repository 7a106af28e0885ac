#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "assimilation/diagnostics/scores.h"
#include "core/random.h"
#include "tests/twin/eyes/dosed_eye.h"
#include "twin/eyes/evaluation.h"
#include "twin/eyes/eye_network.h"
#include "twin/eyes/response.h"
#include "twin/eyes/thickness.h"

namespace cytotwin::eyes {
namespace {

constexpr std::size_t visits = 14;

std::vector<double> monthly_days() {
  std::vector<double> days;
  for (std::size_t v = 0; v < visits; ++v) days.push_back(28.0 * static_cast<double>(v));
  return days;
}

// The bank is solved by Rodas4 for all members side by side; one of them by CVODE from the shipped
// file.
TEST(EyeForecast, BankIsTheShippedNetwork) {
  const std::vector<EyeMember> members = draw_members(Population{}, 8, 3);
  const auto left = oedema_left(eye_network(), members, monthly_days(), 0.3, Workers(1));
  std::vector<EyeCourse::Dose> doses;
  for (const double day : monthly_days()) doses.push_back({day, 0.3});
  const EyeMember& member = members[5];
  const EyeCourse course({{"half_vegf", member.half_vegf},
                          {"slow_share", member.slow_share},
                          {"slow_time", member.slow_days},
                          {"oedema_0", 100}},
                         doses, 28.0 * (visits - 1), 28);
  const std::vector<double> exact = course.series("oedema");
  for (std::size_t v = 0; v < visits; ++v)
    EXPECT_NEAR(left[v][5], exact[v] / 100, 2e-4) << v;  // bench/eye_speed: 0.003 um of 200
}

double heavy_tailed(RandomStream& random) {
  return random.normal() / std::sqrt(-std::log(random.uniform() * random.uniform()));
}

/// A synthetic eye of the population, made by the equations over ThicknessPosterior.
std::vector<Visit> synthetic(const EyeMember& truth, std::span<const std::vector<double>> left,
                             std::size_t member, double oedema_0, std::uint64_t eye) {
  const Population population;
  RandomStream random(11, eye, 0, Purpose::eye_cohort);
  const double keep = population.keep;
  std::vector<Visit> made;
  double drift = 0;
  for (std::size_t v = 0; v < left.size(); ++v) {
    const double mean = truth.dry + oedema_0 * left[v][member];
    const auto scale = [&] {
      return truth.restless * std::max(mean + drift - population.calm, population.least_scale);
    };
    if (v > 0) {
      const double before = keep * drift;
      drift = keep * drift;
      drift = before + scale() * heavy_tailed(random);
    }
    const double noise = std::hypot(population.reading, population.swing * scale());
    made.push_back(
        {4.0 * static_cast<double>(v), mean + drift + noise * heavy_tailed(random), {}, false});
  }
  return made;
}

// Eyes that are what the twin takes eyes for: the truth must be found, and intervals must hold.
TEST(EyeForecast, FindsSyntheticEyesAndCoversThem) {
  constexpr std::size_t eyes = 256, seen = 8;
  Population population;
  population.spread = 1;  // these eyes are what their equations say
  const Network network = eye_network();
  const Workers workers(2);
  const std::vector<EyeMember> members = draw_members(population, 512, 1);
  const std::vector<EyeMember> truths = draw_members(population, eyes, 99);
  const auto left = oedema_left(network, members, monthly_days(), 0.3, workers);
  const auto true_left = oedema_left(network, truths, monthly_days(), 0.3, workers);
  const EyeBank bank{population, members, left};
  double found = 0, covered = 0, asked = 0;
  for (std::size_t e = 0; e < eyes; ++e) {
    RandomStream random(12, e, 0, Purpose::eye_cohort);
    const double oedema_0 = 190 * std::exp(0.4 * random.normal());
    const std::vector<Visit> made = synthetic(truths[e], true_left, e, oedema_0, e);
    const ThicknessPosterior posterior = assimilate(bank, std::span(made).first(seen));
    double mean = 0, squares = 0;
    for (std::size_t m = 0; m < members.size(); ++m) {
      mean += posterior.weight[m] * std::log(members[m].restless);
      squares += posterior.weight[m] * std::pow(std::log(members[m].restless), 2);
    }
    found +=
        std::abs(std::log(truths[e].restless) - mean) < std::sqrt(squares - mean * mean) ? 1 : 0;
    std::vector<ComingVisit> coming;
    for (std::size_t v = seen; v < visits; ++v) coming.push_back({made[v].week});
    const ThicknessForecast ahead = forecast(bank, posterior, coming, seen, 200, 1);
    for (std::size_t v = 0; v < coming.size(); ++v) {
      const CentralInterval central = central_interval(ahead.reading[v], 0.8);
      const double truth = *made[seen + v].thickness;
      covered += central.low <= truth && truth <= central.high ? 1 : 0;
      ++asked;
    }
  }
  EXPECT_GT(found / static_cast<double>(eyes), 0.6);  // of a normal posterior 0.68
  EXPECT_NEAR(covered / asked, 0.8, 0.05);            // 256 eyes: standard error 0.02 or so
}

std::vector<EyeRecord> small_file() {
  std::vector<EyeRecord> eyes;
  for (int e = 0; e < 3; ++e) {
    EyeRecord eye{std::to_string(e), monthly_arm, true, {}};
    for (int v = 0; v < 11; ++v)
      eye.visits.push_back(
          {4.0 * v, 260 + 150 * std::exp(-0.2 * v) + (7 * v * (e + 1)) % 11, 60.0 + v % 3, false});
    eyes.push_back(eye);
  }
  eyes[1].visits[2].thickness.reset();
  eyes[2].visits.erase(eyes[2].visits.begin() + 3);  // a missed month
  return eyes;
}

TEST(EyeForecast, UsesNothingOfHiddenVisitsButTheirWeeks) {
  std::vector<EyeRecord> eyes = small_file();
  const EyeEvaluation before = evaluate(eyes, Workers(1));
  for (EyeRecord& eye : eyes) {
    for (std::size_t v = 8; v < eye.visits.size(); ++v) eye.visits[v].thickness = 900;
    for (std::size_t v = 8; v < eye.visits.size(); ++v) eye.visits[v].letters = 1;
  }
  const EyeEvaluation after = evaluate(eyes, Workers(2));
  ASSERT_EQ(before.cases.size(), after.cases.size());
  for (std::size_t c = 0; c < before.cases.size(); ++c) {
    if (before.cases[c].seen > 8) continue;
    EXPECT_EQ(before.twin_thickness[c], after.twin_thickness[c]);
    EXPECT_EQ(before.twin_letters[c], after.twin_letters[c]);
  }
}

TEST(EyeForecast, NeedsAMonthlyEyeWithEnoughVisits) {
  std::vector<EyeRecord> eyes = small_file();
  for (EyeRecord& eye : eyes) eye.arm = "other";
  EXPECT_THROW(evaluate(eyes, Workers(1)), std::invalid_argument);
}

}  // namespace
}  // namespace cytotwin::eyes
