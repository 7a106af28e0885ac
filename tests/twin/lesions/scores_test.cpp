#include "twin/lesions/scores.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "tests/twin/lesions/cohort.h"
#include "twin/lesions/like_cases.h"

namespace cytotwin::lesions {
namespace {

using testing::patient;

/// One member: the absolute error. Two members 0 and 2, truth 1: 1 - (1/2) (2 / 2) = 1/2.
TEST(RankedProbabilityScore, ByHand) {
  EXPECT_EQ(ranked_probability_score(std::vector<double>{3}, 5), 2);
  EXPECT_EQ(ranked_probability_score(std::vector<double>{0, 2}, 1), 0.5);
}

/// Of a uniform distribution on [0, 1] with truth y: y^3/3 + (1-y)^3/3, the integral of the squared
/// difference of the distribution functions. n members at the middles of equal shares miss it by
/// less than 1 / (12 n^2) * O(1).
TEST(RankedProbabilityScore, Uniform) {
  std::vector<double> members;
  for (int m = 0; m < 200; ++m) members.push_back((m + 0.5) / 200);
  for (const double y : {0.0, 0.2, 0.5, 0.9}) {
    EXPECT_NEAR(ranked_probability_score(members, y), (std::pow(y, 3) + std::pow(1 - y, 3)) / 3,
                1e-5)
        << y;
  }
}

TEST(RankedProbabilityScore, WeightsAreCopies) {
  const std::vector<WeightedValue> weighted = {{1, 0.5}, {2, 0.25}, {7, 0.25}};
  EXPECT_NEAR(ranked_probability_score(weighted, 3),
              ranked_probability_score(std::vector<double>{1, 1, 2, 7}, 3), 1e-14);
}

TEST(Quantile, LinearBetweenMembers) {
  const std::vector<double> values = {1, 2, 4, 8, 16};
  EXPECT_EQ(quantile(values, 0), 1);
  EXPECT_EQ(quantile(values, 0.5), 4);
  EXPECT_EQ(quantile(values, 0.125), 1.5);
  EXPECT_EQ(quantile(values, 1), 16);
}

TEST(AreaUnderCurve, CountsPairs) {
  EXPECT_FALSE(area_under_curve(std::vector<double>{}, std::vector<double>{1}).has_value());
  // pairs: 3 > 1, 3 > 2, 2 > 1, 2 = 2
  EXPECT_EQ(*area_under_curve(std::vector<double>{3, 2}, std::vector<double>{1, 2}), 3.5 / 4);
}

/// Two patients whose last scans are 15 (progressed) and 6 (responded).
TEST(Score, ByHand) {
  const std::vector<Patient> patients = {patient({{0, 10}, {6, 10}, {12, 12}, {18, 15}}),
                                         patient({{0, 10}, {6, 8}, {12, 8}, {18, 6}})};
  const std::vector<Case> cases = {{0, 2, {2, 3}}, {1, 2, {2, 3}}};
  const Forecasts forecasts = {{{10, {9, 11}}, {13, {11, 15}}}, {{8, {7, 9}}, {8, {7, 9}}}};
  const Scores scores = score(patients, cases, forecasts);
  EXPECT_EQ(scores.patient_errors, (std::vector<double>{2, 1}));
  EXPECT_EQ(scores.mean_error, 1.5);
  EXPECT_EQ(scores.median_error, 1.5);
  // members a, b: (|a-y| + |b-y|) / 2 - |b-a| / 4: 1.5, 1 and 0.5, 1.5
  EXPECT_EQ(scores.patient_crps, (std::vector<double>{1.25, 1}));
  EXPECT_EQ(*scores.coverage, 0.25);  // 8 in [7.1, 8.9]; 15 is beyond 14.8
  EXPECT_EQ(scores.class_accuracy, 0.5);
  EXPECT_EQ(scores.pd_recall, 1);
  EXPECT_EQ(scores.pd_precision, 1);
  EXPECT_EQ(*scores.pd_area, 1);  // probabilities 1/2 and 0
  EXPECT_EQ(*scores.pd_brier, 0.125);
  EXPECT_NEAR(scores.r_squared, 1 - 8 / 40.5, 1e-12);
}

TEST(Score, CertainPointsHaveNoProbabilities) {
  const std::vector<Patient> patients = {patient({{0, 10}, {6, 10}, {12, 12}})};
  const Scores scores = score(patients, std::vector<Case>{{0, 2, {2}}}, {{{10, {}}}});
  EXPECT_EQ(scores.crps, 2);
  EXPECT_FALSE(scores.coverage.has_value());
  EXPECT_FALSE(scores.pd_area.has_value());
}

/// Members 10, 12, 12, 14: a truth of 12 takes the second and third quarter, one of 13 lies at 3/4.
TEST(RankHistogram, SpreadsTies) {
  const std::vector<Patient> patients = {patient({{0, 10}, {6, 10}, {12, 12}, {18, 13}})};
  const Forecast forecast{12, {10, 12, 12, 14}};
  const auto histogram =
      rank_histogram(patients, std::vector<Case>{{0, 2, {2, 3}}}, {{forecast, forecast}}, 4);
  EXPECT_EQ(histogram, (std::vector<double>{0, 0.25, 0.5, 0.25}));
}

/// The interval of a mean of n normal differences is +- 1.96 sd / sqrt(n); 2000 resamples know
/// their 2.5 % percentile to about 5 % of it, so 15 % is three times that.
TEST(PairedDifference, IntervalOfAMean) {
  std::vector<double> a, b;
  RandomStream random(5, 0, 0, Purpose::variables);
  double sum = 0, square = 0;
  for (int i = 0; i < 400; ++i) {
    b.push_back(10 * random.uniform());
    const double difference = 1 + random.normal();
    a.push_back(b.back() + difference);
    sum += difference / 400;
    square += difference * difference / 400;
  }
  const double half = 1.96 * std::sqrt((square - sum * sum) / 400);
  const Difference result = paired_difference(a, b, 1);
  EXPECT_NEAR(result.mean, sum, 1e-12);
  EXPECT_NEAR(result.high - sum, half, 0.15 * half);
  EXPECT_NEAR(sum - result.low, half, 0.15 * half);
  EXPECT_THROW(paired_difference(a, std::vector<double>{1}, 1), std::invalid_argument);
}

}  // namespace
}  // namespace cytotwin::lesions
