#include <gtest/gtest.h>

#include <numbers>

#include "assimilation/filters/enkf.h"
#include "assimilation/filters/particle_filter.h"
#include "assimilation/filters/rank_histogram_filter.h"
#include "linear_gaussian.h"

namespace cytotwin {
namespace {

Observations one(double value, double deviation, Limit limit = Limit::none) {
  return {Vector::Constant(1, value),
          ObservationError::uncorrelated(Vector::Constant(1, deviation)),
          {limit}};
}

// x ~ N(0, 1) known to be at most c, with an error s: the posterior is a skew normal, whose mean is
// -phi(c/t)/Phi(c/t)/t with t^2 = 1 + s^2 (Azzalini 1985).
double limited_mean(double c, double s) {
  const double t = std::sqrt(1 + s * s), z = c / t;
  const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
  return -density / (0.5 * std::erfc(-z / std::numbers::sqrt2)) / t;
}

constexpr Eigen::Index members = 2000;

TEST(Limits, ParticlesAndRanksGiveTheExactPosterior) {
  const Members prior = exact_members({Vector::Zero(1), Matrix::Ones(1, 1)}, members, {1, 0});
  for (const double value : {-1., 0., 1.}) {
    const auto space = ensemble_space(prior, one(value, .5, Limit::at_most));
    const double wanted = limited_mean(value, .5);
    const Vector weights = reweighted(Vector::Constant(members, 1. / members), space);
    // a mean of effective members with a standard deviation below 1, four times
    const double noise = 4 / std::sqrt(effective_members(weights));
    EXPECT_NEAR(prior.row(0).dot(weights.transpose()), wanted, noise);
    EXPECT_NEAR(rank_histogram_filter(prior, space, {1, 1}).mean(), wanted, noise);
    const auto mirrored = ensemble_space(prior, one(-value, .5, Limit::at_least));
    EXPECT_NEAR(rank_histogram_filter(prior, mirrored, {1, 1}).mean(), -wanted, noise);
  }
}

TEST(Limits, EnsembleFiltersMoveOnlyWhatBreaksThem) {
  const Members prior = exact_members({Vector::Zero(1), Matrix::Ones(1, 1)}, members, {1, 0});
  const auto space = ensemble_space(prior, one(.5, .2, Limit::at_most));
  const Members after = analysed(prior, stochastic_enkf(space, {1, 1}));
  for (Eigen::Index j = 0; j < members; ++j) {
    if (prior(0, j) <= .5) {
      EXPECT_NEAR(after(0, j), prior(0, j), 1e-12);
    }
  }
  EXPECT_LT(after.maxCoeff(), 1.5);  // 0.5 and five errors of 0.2
  // The mean obeys the limit: nothing for a filter of means; else it is a measurement at the limit.
  EXPECT_LT((analysed(prior, etkf(space)) - prior).cwiseAbs().maxCoeff(), 1e-12);
  const auto broken = ensemble_space(prior, one(-1, .2, Limit::at_most));
  const auto measured = ensemble_space(prior, one(-1, .2));
  EXPECT_LT((etkf(broken) - etkf(measured)).cwiseAbs().maxCoeff(), 1e-15);
}

// Gaussian prior and error: the rank histogram filter comes to the Kalman filter's with members.
TEST(RankHistogram, IsTheKalmanFilterForManyMembers) {
  const GaussianState state{Vector{{1., 0.}}, Matrix{{1., .6}, {.6, 2.}}};
  const Members prior = exact_members(state, members, {1, 0});
  const auto seen = one(2.5, 1);
  const auto wanted = kalman_analysis(state, Matrix{{1., 0.}}, seen).state;
  const Members after =
      rank_histogram_filter(prior, ensemble_space(prior.topRows(1), seen), {1, 1});
  // a sample of 2000: means to 4/sqrt(2000) of a standard deviation, variances to 4 sqrt(2/2000)
  EXPECT_LT((member_mean(after) - wanted.mean).cwiseAbs().maxCoeff(), .09);
  EXPECT_LT((member_covariance(after, after) - wanted.covariance).cwiseAbs().maxCoeff(),
            .13 * wanted.covariance(1, 1));
}

// A flat likelihood moves members only to the quantiles of the prior they are drawn from.
TEST(RankHistogram, FlatLikelihoodChangesNothing) {
  const Vector prior{{3., -1., 0., 5., .5}};
  const Vector after = rank_histogram_positions(prior, Vector::Zero(5));
  EXPECT_LT((after - prior).cwiseAbs().maxCoeff(), 1e-12);
}

TEST(Particles, RegularisedResamplingKeepsTheMean) {
  const Members prior = exact_members({Vector::Zero(2), Matrix::Identity(2, 2)}, members, {1, 0});
  Observations seen{Vector{{1., -.5}}, ObservationError::uncorrelated(Vector::Ones(2))};
  const Vector weights =
      reweighted(Vector::Constant(members, 1. / members), ensemble_space(prior, seen));
  const Vector mean = prior * weights;
  const auto plain = resampled({prior, weights}, 0, {1, 1});
  const auto moved = resampled({prior, weights}, .5, {1, 1});
  EXPECT_EQ(moved.weights.sum(), plain.weights.sum());
  // systematic resampling of 2000: errors of order 1/2000 of a jump, bounded by sampling noise
  EXPECT_LT((member_mean(plain.members) - mean).cwiseAbs().maxCoeff(), 4 / std::sqrt(2000.));
  EXPECT_LT((member_mean(moved.members) - mean).cwiseAbs().maxCoeff(), 4 / std::sqrt(2000.));
  EXPECT_LT((mean - Vector{{.5, -.25}}).cwiseAbs().maxCoeff(),
            4 / std::sqrt(effective_members(weights)));
}

}  // namespace
}  // namespace cytotwin
