#include "twin/lesions/like_cases.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"

namespace cytotwin::lesions {
namespace {

/// Transitions of one size whose change follows the slope; a patient each.
struct Slopes {
  std::vector<Transition> transitions;
  std::vector<Belief> beliefs;
  std::vector<std::size_t> all;

  explicit Slopes(std::size_t count) {
    for (std::size_t t = 0; t < count; ++t) {
      RandomStream random(4, t, 0, Purpose::variables);
      Transition transition;
      transition.patient = static_cast<std::uint32_t>(t);
      transition.from = 1;
      transition.to = 2;
      transition.size = 30;
      transition.first = 30;
      transition.horizon = 6;
      transition.variability = 2;
      transition.slope = 2 * random.uniform() - 1;
      transition.longer_slope = transition.slope;
      transition.change = 6 * transition.slope;
      transitions.push_back(transition);
      beliefs.push_back({transition.change, transition.change + 2, 2});
      all.push_back(t);
    }
  }
};

/// The donor is the query's own patient: it must not speak.
TEST(LikeCases, OwnPatientHasNoWeight) {
  const Slopes data(50);
  const LikeCases like(data.transitions, data.beliefs, data.all, Description::past);
  const auto values = like.values(7, {10, 0});
  EXPECT_EQ(values[7].weight, 0);
  double sum = 0;
  for (const WeightedValue& value : values) sum += value.weight;
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(LikeCases, SpeakForThoseAlike) {
  const Slopes data(400);
  const LikeCases like(data.transitions, data.beliefs, data.all, Description::past);
  for (const std::size_t query : {3U, 100U, 399U}) {
    auto values = like.values(query, {10, 0});
    sort_by_value(values);
    // ten of 400 neighbours span about 1/40 of the changes' range of 12 mm
    EXPECT_NEAR(weighted_quantile(values, 0.5), 30 + data.transitions[query].change, 1);
  }
}

/// The model's belief tells the changes here as well as slopes do; without both nobody is alike.
TEST(LikeCases, ModelInThePlaceOfThePast) {
  const Slopes data(400);
  const auto median = [&](Description description, std::size_t query) {
    const LikeCases like(data.transitions, data.beliefs, data.all, description);
    auto values = like.values(query, {10, 0});
    sort_by_value(values);
    return weighted_quantile(values, 0.5);
  };
  for (const std::size_t query : {3U, 100U, 399U}) {
    EXPECT_NEAR(median(Description::model, query), 30 + data.transitions[query].change, 1);
    EXPECT_NEAR(median(Description::neither, query), 30, 1);  // the middle of all
  }
}

/// Where the model is right, its change is worth having: anchored, the donors' residuals are 0.
TEST(LikeCases, AnchorTakesTheModelsChange) {
  const Slopes data(50);
  const LikeCases like(data.transitions, data.beliefs, data.all, Description::past);
  for (const WeightedValue& value : like.values(7, {30, 1}))
    EXPECT_NEAR(value.value, 30 + data.transitions[7].change, 1e-12);
}

TEST(LikeCases, ChangesScaleWithSize) {
  Slopes data(2);
  data.transitions[0].size = 75;
  data.transitions[0].first = 75;
  const LikeCases like(data.transitions, data.beliefs, {1}, Description::past);
  EXPECT_NEAR(like.values(0, {10, 0}).at(0).value,
              75 + std::pow(80.0 / 35, 0.45) * data.transitions[1].change, 1e-12);
}

/// A narrow kernel and the right model beat a wide one and none: chosen.
TEST(LikeCases, ChoosesByScore) {
  const Slopes data(300);
  const LikeCases like(data.transitions, data.beliefs, data.all, Description::past_and_model);
  const ErrorSettings chosen = like.choose(data.all, Workers(2));
  EXPECT_EQ(chosen.neighbours, 20U);
  EXPECT_EQ(chosen.anchor, 0.3);
}

TEST(ForecastFrom, MembersAtEqualShares) {
  const Forecast forecast = forecast_from({{5, 1}, {1, 3}});
  ASSERT_EQ(forecast.members.size(), ensemble_members);
  EXPECT_EQ(std::count(forecast.members.begin(), forecast.members.end(), 1.0), 150);
  EXPECT_EQ(forecast.point, 1);
}

}  // namespace
}  // namespace cytotwin::lesions
