#include <gtest/gtest.h>

#include <functional>

#include "assimilation/filters/enkf.h"
#include "assimilation/filters/enkf_n.h"
#include "assimilation/filters/innovation_watch.h"
#include "assimilation/filters/particle_filter.h"
#include "assimilation/filters/rank_histogram_filter.h"
#include "assimilation/filters/rotation.h"
#include "assimilation/inflation/inflation.h"
#include "assimilation/localisation/covariance_localisation.h"
#include "assimilation/localisation/letkf.h"
#include "assimilation/smoothers/iterative_smoother.h"
#include "linear_gaussian.h"
#include "models.h"

namespace cytotwin {
namespace {

// All that a checkpoint has to keep from one cycle to the next.
struct State {
  Members members;
  Vector weights;
  AdaptiveInflation belief;
  InnovationWatch watch;
};

constexpr Eigen::Index variables = 40, size = 12;
const bench::Model model;

using Method = std::function<void(State&, const Members& start, const EnsembleSpace&, AnalysisKey)>;

Observations seen_at(std::uint32_t cycle) {
  Vector values = 3 * normal_matrix(variables, 1, {21, cycle}, Purpose::synthetic_observation);
  values[cycle % 40] = std::nan("");
  return {values, ObservationError::uncorrelated(Vector::Constant(variables, 2.))};
}

State cycles(State state, std::uint32_t from, std::uint32_t to, const Method& method) {
  for (auto cycle = from; cycle < to; ++cycle) {
    const Members start = state.members;
    model.advance(state.members, 1);
    const auto space = ensemble_space(state.members, seen_at(cycle));
    state.belief = updated(state.belief, space);
    state.watch = updated(state.watch, space);
    method(state, start, space, {5, cycle});
    state.members = rotated(inflated(state.members, std::sqrt(state.belief.mean)), {5, cycle});
  }
  return state;
}

std::vector<Method> methods() {
  const auto by_transform = [](auto transform) -> Method {
    return [=](State& s, const Members&, const EnsembleSpace& space, AnalysisKey key) {
      s.members = analysed(s.members, transform(space, key));
    };
  };
  std::vector<Method> all{
      by_transform([](const auto& space, AnalysisKey key) { return stochastic_enkf(space, key); }),
      by_transform([](const auto& space, AnalysisKey) { return etkf(space); }),
      by_transform([](const auto& space, AnalysisKey) { return denkf(space); }),
      by_transform([](const auto& space, AnalysisKey) { return serial_esrf(space); }),
      by_transform([](const auto& space, AnalysisKey) { return enkf_n(space).transform; })};
  all.push_back([](State& s, const Members&, const EnsembleSpace& space, AnalysisKey key) {
    s.members = rank_histogram_filter(s.members, space, key);
  });
  all.push_back([](State& s, const Members&, const EnsembleSpace& space, AnalysisKey key) {
    const auto taper = correlation_taper(s.members, space, variables, 1);
    s.members = localised_stochastic_enkf(s.members, space, taper, key);
  });
  all.push_back([](State& s, const Members&, const EnsembleSpace& space, AnalysisKey key) {
    s.weights = reweighted(s.weights, space);
    if (effective_members(s.weights) > 6) return;
    const auto next = resampled({s.members, s.weights}, 1, key);
    s.members = next.members;
    s.weights = next.weights;
  });
  all.push_back([](State& s, const Members& start, const EnsembleSpace&, AnalysisKey key) {
    const auto window = [](const Members& at_start) {
      WindowForecast forecast{at_start, {}};
      model.advance(forecast.end, 1);
      forecast.predicted = forecast.end;
      return forecast;
    };
    s.members =
        iterative_smoother(
            start, seen_at(key.cycle), window,
            {.update = SmootherUpdate::perturbed, .iterations = 3, .multiple_data = true}, key)
            .end;
  });
  return all;
}

TEST(Restart, AtAnyCycleGivesTheSameBytes) {
  const State start{model.start(size, {3, 0}, Purpose::initial_members),
                    Vector::Constant(size, 1. / size),
                    {},
                    {}};
  int number = 0;
  for (const auto& method : methods()) {
    const State whole = cycles(start, 1, 13, method);
    for (const std::uint32_t cut : {2u, 7u, 12u}) {
      const State resumed = cycles(cycles(start, 1, cut, method), cut, 13, method);
      EXPECT_EQ((whole.members.array() != resumed.members.array()).count(), 0) << number;
      EXPECT_EQ((whole.weights.array() != resumed.weights.array()).count(), 0) << number;
      EXPECT_EQ(whole.belief.mean, resumed.belief.mean) << number;
      EXPECT_EQ(whole.watch.bad, resumed.watch.bad) << number;
    }
    ++number;
  }
}

TEST(Restart, LocalAnalysesAreTheSameForAnyThreads) {
  const Members members = normal_matrix(3000, 9, {4, 0}, Purpose::initial_members);
  const Observations seen{Vector::Zero(3000), ObservationError::uncorrelated(Vector::Ones(3000))};
  const auto space = ensemble_space(members, seen);
  std::vector<LocalDomain> domains;
  for (Eigen::Index i = 0; i < 3000; i += 3)
    domains.push_back({{i, i + 1}, {i, i + 1, i + 2}, {1., .7, .2}});
  const LocalDomains local(domains, 3000, 3000);
  const Members one = letkf(members, space, local, Workers(1));
  for (const unsigned threads : {2u, 7u})
    EXPECT_EQ((letkf(members, space, local, Workers(threads)).array() != one.array()).count(), 0);
}

// 30 standard deviations off for ten cycles; then one good cycle forgets it.
TEST(InnovationWatch, SaysWhenAnEnsembleIsLost) {
  const Members members = exact_members({Vector::Zero(2), Matrix::Identity(2, 2)}, 10, {1, 0});
  const auto at = [&](double value) {
    return ensemble_space(
        members, {Vector::Constant(2, value), ObservationError::uncorrelated(Vector::Ones(2))});
  };
  InnovationWatch watch;
  for (int k = 0; k < 9; ++k) watch = updated(watch, at(30));
  EXPECT_FALSE(watch.diverged());
  EXPECT_TRUE(updated(watch, at(30)).diverged());
  EXPECT_EQ(updated(watch, at(1)).bad, 0);
  EXPECT_EQ(updated(watch, at(std::nan(""))).bad, 9);
}

}  // namespace
}  // namespace cytotwin
