#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "assimilation/diagnostics/bootstrap.h"
#include "assimilation/diagnostics/calibration.h"
#include "assimilation/diagnostics/innovation_checks.h"
#include "assimilation/diagnostics/scores.h"
#include "assimilation/draws.h"
#include "assimilation/priors/standard_normal.h"

namespace cytotwin {
namespace {

std::span<const double> as_span(const Vector& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}
Matrix normals(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  return normal_draws(rows, columns, seed, 0, Purpose::placement);
}

// Members 1, 3 and truth 2: mean|x - y| = 1, mean|x - x'| = 1 over the four ordered pairs, 2 over
// the two that differ.
TEST(Crps, OfTwoMembersByHand) {
  const std::vector<double> members{3, 1};
  EXPECT_DOUBLE_EQ(crps(members, 2), 1 - .5);
  EXPECT_DOUBLE_EQ(fair_crps(members, 2), 1 - 1.);
  const std::vector<double> one{3};
  EXPECT_DOUBLE_EQ(crps(one, 5), 2);  // a point forecast scores its absolute error
  EXPECT_THROW(fair_crps(one, 5), std::invalid_argument);
}

// Of the standard normal at y: y (2 Phi(y) - 1) + 2 phi(y) - 1/sqrt(pi) (Gneiting and Raftery
// 2007). Members at the normal quantiles of (i - 1/2)/n integrate it with an error of about 1/n.
TEST(Crps, OfTheNormalDistribution) {
  const int n = 20000;
  Vector members(n);
  for (int i = 0; i < n; ++i) members[i] = standard_normal_quantile((i + .5) / n);
  for (const double y : {-1.5, 0., .7}) {
    const double phi = std::exp(normal_log_density(y, 0, 1));
    const double exact =
        y * (2 * standard_normal_cdf(y) - 1) + 2 * phi - 1 / std::sqrt(std::numbers::pi);
    EXPECT_NEAR(crps(as_span(members), y), exact, 1e-4) << y;
  }
}

// The fair score of small ensembles has the expectation of an infinite one, the plain does not.
TEST(Crps, FairScoreDoesNotDependOnTheNumberOfMembers) {
  const int cases = 40000;
  double plain = 0, fair = 0;
  for (int i = 0; i < cases; ++i) {
    const Vector draw = normals(6, 1, static_cast<std::uint64_t>(i));
    const Vector members = draw.head(5);
    plain += crps(as_span(members), draw[5]) / cases;
    fair += fair_crps(as_span(members), draw[5]) / cases;
  }
  const double exact = 1 / std::sqrt(std::numbers::pi);  // E|x - y| - E|x - x'|/2 = 2/sqrt(pi)/2
  EXPECT_NEAR(fair, exact, 4 * .5 / std::sqrt(cases));
  EXPECT_NEAR(plain, exact * 6 / 5, 4 * .5 / std::sqrt(cases));
}

TEST(Scores, LogAndIntervalByHand) {
  const std::vector<double> members{-1, 1};  // mean 0, variance 2
  EXPECT_NEAR(log_score(members, 1), .25 + std::log(4 * std::numbers::pi) / 2, 1e-14);
  EXPECT_DOUBLE_EQ(interval_score(1, 3, 2, .9), 2);
  EXPECT_NEAR(interval_score(1, 3, 4, .9), 2 + 20, 1e-12);
  EXPECT_NEAR(interval_score(1, 3, 0, .5), 2 + 4, 1e-12);
}

TEST(Scores, CentralIntervalIsOfOrderStatistics) {
  Vector members(19);
  for (int i = 0; i < 19; ++i) members[i] = i + 1;
  const auto ninety = central_interval(as_span(members), .9);
  EXPECT_NEAR(ninety.low, 1, 1e-12);  // (19 + 1) .05 = 1st
  EXPECT_NEAR(ninety.high, 19, 1e-12);
  const auto half = central_interval(as_span(members), .5);
  EXPECT_NEAR(half.low, 5, 1e-12);
  EXPECT_NEAR(half.high, 15, 1e-12);
}

// 0 of n: 1 - (alpha/2)^(1/n), and the defining tail probabilities of 3 of 10 (Clopper, Pearson).
TEST(ClopperPearson, EndsHaveTheirTailProbabilities) {
  EXPECT_NEAR(clopper_pearson(0, 10).high, 1 - std::pow(.025, .1), 1e-14);
  EXPECT_EQ(clopper_pearson(0, 10).low, 0);
  EXPECT_EQ(clopper_pearson(10, 10).high, 1);
  const auto three = clopper_pearson(3, 10);
  const auto probability = [](double p, int from, int to) {
    double sum = 0;
    for (int k = from; k <= to; ++k)
      sum += std::exp(std::lgamma(11) - std::lgamma(k + 1) - std::lgamma(11 - k)) * std::pow(p, k) *
             std::pow(1 - p, 10 - k);
    return sum;
  };
  EXPECT_NEAR(probability(three.low, 3, 10), .025, 1e-12);
  EXPECT_NEAR(probability(three.high, 0, 3), .025, 1e-12);
  EXPECT_THROW(clopper_pearson(11, 10), std::invalid_argument);
}

// Two degrees of freedom: exp(-x/2); one: 2 Phi(-sqrt(x)).
TEST(ChiSquared, ClosedForms) {
  for (const double x : {.1, 3., 40.}) {
    EXPECT_NEAR(chi_squared_above(x, 2), std::exp(-x / 2), 1e-15);
    EXPECT_NEAR(chi_squared_above(x, 1), 2 * standard_normal_cdf(-std::sqrt(x)), 1e-14);
  }
}

// Truth and members from the same distribution pass; members too narrow or too low must not.
struct Cases {
  Matrix members;
  Vector truth;
};
Cases cases(double spread, double shift) {
  const Matrix draws = normals(20, 2000, 5);
  return {(spread * draws.topRows(19).transpose()).array() + shift, draws.row(19).transpose()};
}
std::vector<Eigen::Index> ranks(const Cases& c) {
  std::vector<Eigen::Index> found;
  for (Eigen::Index i = 0; i < c.truth.size(); ++i)
    found.push_back(rank_of(c.truth[i], c.members.row(i), 1, static_cast<std::uint64_t>(i)));
  return found;
}

TEST(RankHistogram, TellsReliableFromNarrowAndLow) {
  const auto good = rank_histogram(ranks(cases(1, 0)), 19, 20);
  EXPECT_TRUE(good.chi_squared.passed) << good.chi_squared.value;
  EXPECT_LT(std::abs(good.slope), 3);
  EXPECT_LT(std::abs(good.bulge), 3);
  const auto narrow = rank_histogram(ranks(cases(.7, 0)), 19, 20);
  EXPECT_FALSE(narrow.chi_squared.passed);
  EXPECT_GT(narrow.bulge, 5);
  const auto low = rank_histogram(ranks(cases(1, -.3)), 19, 20);
  EXPECT_FALSE(low.chi_squared.passed);
  EXPECT_GT(low.slope, 5);
  EXPECT_LT(rank_histogram(ranks(cases(1.5, 0)), 19, 10).bulge, -5);
}

TEST(RankHistogram, CountsAndTies) {
  const std::vector<Eigen::Index> two{0, 0, 3, 2};
  const auto histogram = rank_histogram(two, 3, 2);
  EXPECT_EQ(histogram.counts, (std::vector<std::int64_t>{2, 2}));
  EXPECT_THROW(rank_histogram(two, 3, 3), std::invalid_argument);
  EXPECT_THROW(calibration_histogram(two, 3, 2), std::invalid_argument);
  std::vector<int> counts(4);
  for (std::uint64_t i = 0; i < 4000; ++i)
    ++counts[static_cast<std::size_t>(rank_of(1, Vector{{1, 1, 1}}, 3, i))];
  for (const int count : counts) EXPECT_NEAR(count, 1000, 4 * std::sqrt(750.));
}

TEST(Coverage, TellsReliableFromNarrow) {
  for (const double level : {.5, .9}) {
    const auto good = cases(1, 0), narrow = cases(.7, 0);
    EXPECT_TRUE(coverage(good.members, good.truth, level).check.passed) << level;
    EXPECT_FALSE(coverage(narrow.members, narrow.truth, level).check.passed) << level;
  }
}

// Variances that differ from case to case; errors drawn with them, or all alike.
TEST(SpreadSkill, TellsWhetherSpreadFollowsError) {
  const Eigen::Index n = 20000;
  const Vector deviation = (normals(n, 1, 1) * .5).array().exp();
  const Vector errors = normals(n, 1, 2).cwiseProduct(deviation) * std::sqrt(21. / 20);
  const Vector variances = deviation.cwiseAbs2();
  const auto good = spread_skill(variances, errors, 20);
  EXPECT_TRUE(good.ratio.passed) << good.ratio.value;
  EXPECT_TRUE(good.slope.passed) << good.slope.value;
  EXPECT_FALSE(spread_skill(variances, 1.5 * errors, 20).ratio.passed);
  const Vector alike = normals(n, 1, 3) * std::sqrt(variances.mean() * 21 / 20);
  EXPECT_TRUE(spread_skill(variances, alike, 20).ratio.passed);
  EXPECT_FALSE(spread_skill(variances, alike, 20).slope.passed);
}

TEST(Innovations, OfAKnownCovariancePass) {
  const Matrix covariance{{2, .5}, {.5, 1}};
  const Matrix root = covariance.llt().matrixL();
  const Matrix draws = root * normals(2, 500, 4);
  std::vector<Vector> right, wrong;
  for (Eigen::Index k = 0; k < 500; ++k) {
    right.push_back(whitened_innovation(draws.col(k), covariance));
    wrong.push_back(whitened_innovation(draws.col(k), 2 * covariance));
  }
  EXPECT_TRUE(innovation_size(right).passed);
  EXPECT_FALSE(innovation_size(wrong).passed);
  EXPECT_NEAR(innovation_size(wrong).value, innovation_size(right).value / 2, 1e-12);
  EXPECT_NEAR(right[0].squaredNorm(), draws.col(0).dot(covariance.llt().solve(draws.col(0))),
              1e-12);
  EXPECT_THROW(whitened_innovation(Vector{{1}}, Matrix{{-1}}), std::invalid_argument);
}

TEST(Innovations, ThatLastAreSeen) {
  const Vector white = normals(400, 1, 6);
  EXPECT_TRUE(innovation_whiteness(white).passed);
  Vector lasting = white;
  for (Eigen::Index k = 1; k < 400; ++k) lasting[k] = .5 * lasting[k - 1] + white[k];
  EXPECT_FALSE(innovation_whiteness(lasting).passed);
  EXPECT_NEAR(innovation_whiteness(lasting).value, .5, 3 * std::sqrt(.75 / 400));
}

// Scalar with forecast variance P, error variance R: d_b ~ N(0, P + R), d_a = R/(P + R) d_b.
TEST(Desroziers, FindsTheErrorsOfAnOptimalAnalysis) {
  const double p = 2, r = .5;
  const Matrix forecast = std::sqrt(p + r) * normals(1, 4000, 7);
  const Matrix analysis = r / (p + r) * forecast;
  const auto good = desroziers(forecast, analysis, Matrix{{r}}, Matrix{{p}});
  EXPECT_TRUE(good.observation.passed && good.forecast.passed);
  EXPECT_NEAR(good.observation.value, 1, 4 * std::sqrt(2. / 4000));
  // the same data under an assumed R of 1 and its own gain
  const auto wrong = desroziers(forecast, 1 / (p + 1) * forecast, Matrix{{1}}, Matrix{{p}});
  EXPECT_FALSE(wrong.observation.passed && wrong.forecast.passed && wrong.observation.value > .9);
  EXPECT_NEAR(wrong.observation.value, (p + r) / (p + 1), .1);
}

TEST(Divergence, StartsWhereErrorLeavesTheSpread) {
  Vector error = Vector::Ones(40), spread = Vector::Ones(40);
  error.segment(5, 9).setConstant(4);  // nine in a row: not yet
  EXPECT_FALSE(divergence_start(error, spread).has_value());
  error.tail(12).setConstant(4);
  EXPECT_EQ(divergence_start(error, spread), 28);
  error.tail(12).setConstant(std::nan(""));
  EXPECT_EQ(divergence_start(error, spread), 28);
}

// Outputs along one direction with whitened variance s: s/(1 + s) degrees of freedom of N - 1.
TEST(Information, IsThatOfTheGain) {
  const Vector line = normals(1, 11, 8).transpose();
  const Matrix outputs = Vector{{3, 4}} * line.transpose();
  const double s = 25 * (line.array() - line.mean()).square().sum() / 10;
  EXPECT_NEAR(information_taken(outputs).value, s / (1 + s) / 10, 1e-14);
  EXPECT_NEAR(effective_share(Vector{{1, 1, 1, 1}}).value, 1, 1e-15);
  EXPECT_NEAR(effective_share(Vector{{0, 0, 2, 0}}).value, .25, 1e-15);
}

TEST(Misfit, BandIsOfChiSquaredWithAFloor) {
  EXPECT_TRUE(final_misfit(1.2, 50).passed);
  EXPECT_FALSE(final_misfit(1.5, 50).passed);
  EXPECT_FALSE(final_misfit(.45, 4).passed);  // 1 - 2 sqrt(2/4) < 0, but below half is overfit
  EXPECT_FALSE(final_misfit(std::nan(""), 4).passed);
}

// The interval of a mean of n differences with deviation 1: about +- 1.96/sqrt(n).
TEST(PairedBootstrap, HasTheStandardErrorOfTheMean) {
  const Vector noise = normals(400, 1, 9), common = 50 * normals(400, 1, 10);
  const Vector a = common + noise, b = common.array() + .5;
  const auto difference = paired_bootstrap(a, b);
  EXPECT_NEAR(difference.mean, noise.mean() - .5, 1e-12);
  EXPECT_NEAR(difference.high - difference.low, 2 * 1.96 / 20, .02);  // 10 %: 4000 resamples, sd of
                                                                      // 400 draws known to 4 %
  EXPECT_LT(difference.high, 0);
  const auto again = paired_bootstrap(a, b);
  EXPECT_EQ(again.low, difference.low);
  EXPECT_THROW(paired_bootstrap(a, b.head(3)), std::invalid_argument);
}

}  // namespace
}  // namespace cytotwin
