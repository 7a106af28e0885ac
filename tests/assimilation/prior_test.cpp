#include "assimilation/priors/prior.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "assimilation/priors/standard_normal.h"

namespace cytotwin {
namespace {

const double infinity = std::numeric_limits<double>::infinity();

std::vector<PriorForm> every_form() {
  return {NormalForm{-2, .7},
          LognormalForm{.3, .5},
          LognormalMomentsForm{2, 1},
          LogitNormalForm{-1, 3, .5, .8},
          UniformForm{2, 5},
          TruncatedNormalForm{1, 2, 0, 4},
          TruncatedNormalForm{0, 1, 6, infinity},
          TruncatedNormalForm{0, 1, -infinity, -5},
          SoftplusNormalForm{1.5, .6}};
}

// z and P(Z <= z) of Wichura (1988, Appl. Stat. 37:477), whose table gives them to 16 digits:
// P = .25, .001 and 1e-20.
TEST(StandardNormal, QuantileOfPublishedProbabilities) {
  EXPECT_NEAR(standard_normal_quantile(.25), -.6744897501960817, 1e-15);
  EXPECT_NEAR(standard_normal_quantile(.001), -3.090232306167814, 4e-15);
  EXPECT_NEAR(standard_normal_quantile(1e-20), -9.262340089798408, 1e-14);
  EXPECT_EQ(standard_normal_quantile(0), -infinity);
  EXPECT_EQ(standard_normal_quantile(1), infinity);
  EXPECT_THROW(standard_normal_quantile(1.5), std::invalid_argument);
}

TEST(StandardNormal, QuantileInvertsTheCumulative) {
  // z is lost by d p/(p z) relative to round-off of p, at most z times one unit in the last place
  for (double z = -37; z <= 5; z += .37)
    EXPECT_NEAR(standard_normal_quantile(standard_normal_cdf(z)), z,
                z < 0 ? 2e-14 : 1e-16 / std::exp(-z * z / 2) * 3 + 1e-15)
        << z;
}

TEST(Marginal, MapsGoBothWaysAndStayInside) {
  for (const auto& form : every_form()) {
    const Marginal marginal = marginal_of(form);
    for (double z = -5; z <= 5; z += .25) {
      const double u = marginal.mean + marginal.deviation * z;
      const double x = marginal.map.constrained(u);
      // x holds u to eps |x| du/dx, 1e5 eps |x| at z = 5. A tail beyond 6 deviations changes by
      // 6 ulp(6) = 5e-15 of itself with the last bit of x, which is 5e-15/phi(5) = 3.6e-9 in u.
      const double tolerance = std::holds_alternative<TruncatedNormalForm>(form) ? 4e-9 : 2e-10;
      EXPECT_NEAR(marginal.map.transformed(x), u, tolerance)
          << "form " << form.index() << " z " << z;
      EXPECT_NEAR(marginal_cdf(marginal, x), standard_normal_cdf(z), 1e-13) << form.index();
      EXPECT_NEAR(marginal_quantile(marginal, marginal_cdf(marginal, x)), x, 1e-8) << form.index();
    }
    for (const double u : {-1e4, -50., 50., 1e4}) {  // transformed() refuses what is not inside
      EXPECT_NO_THROW(marginal.map.transformed(marginal.map.constrained(u)))
          << "form " << form.index() << " u " << u;
    }
  }
}

// Simpson's rule on the density: it must integrate to 1 and have the stated mean and deviation.
TEST(Marginal, DensityHasTheStatedMoments) {
  for (const auto& form : every_form()) {
    const Marginal marginal = marginal_of(form);
    const Moments stated = marginal_moments(marginal);
    const int n = 20000;
    double total = 0, mean = 0, square = 0;
    // equal steps in u, so that tails are resolved: dx = x(u + h/2) - x(u - h/2) to second order
    const double h = 20. / n * marginal.deviation;
    for (int i = 0; i < n; ++i) {
      const double u = marginal.mean + (i + .5 - n / 2.) * h;
      const double x = marginal.map.constrained(u);
      const double dx = marginal.map.constrained(u + h / 2) - marginal.map.constrained(u - h / 2);
      const double mass = std::exp(marginal_log_density(marginal, x)) * dx;
      if (!std::isfinite(mass)) continue;
      total += mass;
      mean += x * mass;
      square += x * x * mass;
    }
    // midpoint rule of second order in h = 1e-3: 1e-6 with room for curvature
    EXPECT_NEAR(total, 1, 3e-6) << form.index();
    EXPECT_NEAR(mean / total, stated.mean, 1e-5 * (1 + std::abs(stated.mean))) << form.index();
    EXPECT_NEAR(std::sqrt(square / total - mean * mean / total / total), stated.deviation, 1e-4)
        << form.index();
  }
}

TEST(Marginal, ClosedFormMoments) {
  const auto uniform = marginal_moments(marginal_of(UniformForm{2, 5}));
  EXPECT_NEAR(uniform.mean, 3.5, 1e-13);
  EXPECT_NEAR(uniform.deviation, 3 / std::sqrt(12), 1e-13);
  // half-normal: mean sqrt(2/pi), variance 1 - 2/pi
  const auto half = marginal_moments(marginal_of(TruncatedNormalForm{0, 1, 0, infinity}));
  EXPECT_NEAR(half.mean, std::sqrt(2 / std::numbers::pi), 1e-13);
  EXPECT_NEAR(half.deviation, std::sqrt(1 - 2 / std::numbers::pi), 1e-13);
  const auto lognormal = marginal_moments(marginal_of(LognormalMomentsForm{2, 1}));
  EXPECT_NEAR(lognormal.mean, 2, 1e-14);
  EXPECT_NEAR(lognormal.deviation, 1, 1e-14);
}

// constrained_gaussian(mean 2, sd 1, > 0) of EnsembleKalmanProcesses.jl, its published file.
TEST(Marginal, PositivityPriorOfThePublishedFile) {
  const Marginal marginal = marginal_of(LognormalMomentsForm{2, 1});
  EXPECT_NEAR(marginal.mean, .5815754049028404, 1e-14);
  EXPECT_NEAR(marginal.deviation, .47238072707743883, 1e-14);
}

Prior correlated_prior() {
  return Prior({{"growth", LognormalForm{.3, .5}},
                {"capacity", UniformForm{1, 9}},
                {"start", NormalForm{0, 2}}},
               {{"growth", "capacity", .5}, {"capacity", "start", -.3}});
}

TEST(Prior, DrawsHaveTheStatedGaussianAndDoNotDependOnTheirNumber) {
  const Prior prior = correlated_prior();
  const Members members = prior.sample(100000, 7);
  EXPECT_EQ(prior.sample(10, 7), members.leftCols(10));
  const Matrix covariance = member_covariance(members, members);
  // standard errors: mean sd/sqrt(1e5), covariance sqrt(2) s1 s2/sqrt(1e5); 4.5 of them
  const Vector sd = prior.deviations();
  for (Eigen::Index i = 0; i < 3; ++i) {
    EXPECT_NEAR(member_mean(members)[i], prior.gaussian().mean[i], 4.5 * sd[i] / std::sqrt(1e5));
    for (Eigen::Index j = 0; j < 3; ++j)
      EXPECT_NEAR(covariance(i, j), prior.gaussian().covariance(i, j),
                  4.5 * std::sqrt(2 / 1e5) * sd[i] * sd[j]);
  }
  const Members there_and_back = prior.transformed(prior.constrained(members.leftCols(100)));
  EXPECT_LT((there_and_back - members.leftCols(100)).cwiseAbs().maxCoeff(), 1e-12);
}

TEST(Prior, UnitCubePointsHitTheQuantiles) {
  const Prior prior({{"a", LognormalForm{.3, .5}}, {"b", UniformForm{1, 9}}});
  const Members x = prior.constrained(prior.from_unit_cube(Matrix{{.5, .9}, {.25, .125}}));
  EXPECT_NEAR(x(0, 0), .3, 1e-15);
  EXPECT_NEAR(x(0, 1), marginal_quantile(prior.marginal(0), .9), 1e-15);
  EXPECT_NEAR(x(1, 0), 3, 1e-14);
  EXPECT_NEAR(x(1, 1), 2, 1e-14);
}

// log p(x) = log p(a) + log p(x given a), the definition of a conditional.
TEST(Prior, JointDensityIsMarginalTimesConditional) {
  const Prior prior = correlated_prior();
  const Vector u{{-1., .4, 1.1}};
  const std::vector<std::string> first{"capacity"}, rest{"growth", "start"};
  const Vector uc = u({1}), ur = u({0, 2});
  const double capacity = prior.marginal(1).map.constrained(u[1]);
  const std::vector<std::pair<std::string, double>> known{{"capacity", capacity}};
  const Prior given = prior.given(known);
  EXPECT_EQ(given.names(), rest);
  EXPECT_NEAR(prior.log_density(u)[0],
              prior.of(first).log_density(uc)[0] + given.log_density(ur)[0], 1e-13);
  EXPECT_NEAR(given.gaussian().covariance(1, 1), 4 * (1 - .09), 1e-14);  // s^2 (1 - rho^2)
}

TEST(Prior, EveryProblemAtOnceWithParameterAndValue) {
  try {
    Prior({{"r", LognormalForm{-1, 0}}, {"K", UniformForm{5, 2}}, {"K", NormalForm{0, 1}}},
          {{"r", "q", .5}, {"r", "K", 1.5}});
    FAIL() << "took a prior that cannot be sampled";
  } catch (const PriorError& error) {
    ASSERT_EQ(error.problems().size(), 6u) << error.what();
    EXPECT_EQ(error.problems()[0].message, "named twice; names must differ");
    EXPECT_EQ(error.problems()[1].parameter, "r");
    EXPECT_EQ(error.problems()[1].message, "median = -1; it must be > 0 and finite");
    EXPECT_EQ(error.problems()[3].message, "low = 5 is above high = 2; exchange them");
    EXPECT_EQ(error.problems()[4].parameter, "q");
  }
}

TEST(Prior, RefusesCorrelationsThatContradictEachOther) {
  try {
    Prior({{"a", NormalForm{0, 1}}, {"b", NormalForm{0, 1}}, {"c", NormalForm{0, 1}}},
          {{"a", "b", .9}, {"b", "c", .9}, {"a", "c", -.9}});
    FAIL() << "took an indefinite correlation matrix";
  } catch (const PriorError& error) {
    EXPECT_NE(std::string(error.what()).find("not positive definite"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("a, b, c"), std::string::npos);
  }
  const std::vector<std::string> unknown{"d"};
  EXPECT_THROW(correlated_prior().of(unknown), PriorError);
}

}  // namespace
}  // namespace cytotwin
