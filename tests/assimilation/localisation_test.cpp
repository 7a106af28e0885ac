#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>

#include "assimilation/filters/enkf.h"
#include "assimilation/localisation/covariance_localisation.h"
#include "assimilation/localisation/inverse_root_poles.h"
#include "assimilation/localisation/letkf.h"
#include "assimilation/localisation/taper.h"

namespace cytotwin {
namespace {

TEST(Taper, IsGaspariAndCohns) {
  EXPECT_EQ(gaspari_cohn(0, 2), 1);
  EXPECT_NEAR(gaspari_cohn(2, 2), 5. / 24, 1e-15);  // at r = 1 both pieces give 5/24
  EXPECT_NEAR(gaspari_cohn(2 + 1e-12, 2), 5. / 24, 1e-11);
  EXPECT_EQ(gaspari_cohn(4, 2), 0);
  EXPECT_NEAR(gaspari_cohn(4 - 1e-9, 2), 0, 1e-15);
  EXPECT_NEAR(gaspari_cohn(1, 1.7386), std::exp(-.5), 1e-4);  // the half support for a radius of 1
}

TEST(InverseRoot, PolesHoldOverTheWholeRange) {
  for (const double largest : {1., 1.5, 30., 1e4, 1e10}) {
    const auto poles = inverse_root_poles(largest);
    for (double value = 1; value <= largest * 1.0001; value *= 1.3) {
      double sum = 0;
      for (std::size_t k = 0; k < poles.shifts.size(); ++k)
        sum += poles.weights[k] / (value + poles.shifts[k]);
      EXPECT_NEAR(sum * std::sqrt(value), 1, 5e-13) << value << " of " << largest;
    }
  }
  EXPECT_THROW(inverse_root_poles(.5), std::invalid_argument);
}

struct Setup {
  Members members;
  EnsembleSpace space;
};

Setup random_setup(Eigen::Index rows, Eigen::Index members, Eigen::Index observations) {
  Setup setup{normal_matrix(rows, members, {4, 0}, Purpose::initial_members), {}};
  Observations seen{normal_matrix(observations, 1, {4, 1}, Purpose::synthetic_observation),
                    ObservationError::uncorrelated(Vector::Constant(observations, .5))};
  seen.values[1] = std::nan("");
  setup.space = ensemble_space(setup.members.topRows(observations), seen);
  return setup;
}

// Each domain is an ETKF whose observations have their precision times the taper.
TEST(LocalEtkf, EqualsEtkfsOfItsDomains) {
  const auto [members, space] = random_setup(23, 11, 17);
  std::vector<LocalDomain> domains;
  for (Eigen::Index first = 0; first < 20; first += 2) {
    LocalDomain domain{{first, first + 1}, {}, {}};
    for (Eigen::Index j = 0; j < 17; ++j) {
      const double taper = gaspari_cohn(std::abs(static_cast<double>(first - j)), 3);
      if (taper > 0) domain.observations.push_back(j), domain.taper.push_back(taper);
    }
    domains.push_back(domain);
  }
  const Members local = letkf(members, space, {domains, 23, 17}, Workers(1));
  for (const auto& domain : domains) {
    EnsembleSpace own = space;
    for (std::size_t i = 0; i < own.components.size(); ++i) {
      double taper = 0;
      for (std::size_t k = 0; k < domain.observations.size(); ++k)
        if (domain.observations[k] == own.components[i]) taper = domain.taper[k];
      own.anomalies.row(static_cast<Eigen::Index>(i)) *= std::sqrt(taper);
      own.innovation[static_cast<Eigen::Index>(i)] *= std::sqrt(taper);
    }
    const Members wanted = analysed(members, etkf(own));
    for (const auto row : domain.rows)
      EXPECT_LT((local.row(row) - wanted.row(row)).cwiseAbs().maxCoeff(), 1e-11);
  }
  EXPECT_EQ((local.bottomRows(3) - members.bottomRows(3)).cwiseAbs().maxCoeff(), 0);
}

// Without a taper the localised forms are the global ones.
TEST(CovarianceLocalisation, WithoutTaperIsNone) {
  const auto [members, space] = random_setup(12, 30, 8);
  const CovarianceTaper ones{Matrix::Ones(12, 8), Matrix::Ones(8, 8)};
  const AnalysisKey key{7, 7};
  const auto near = [&](const Members& a, const Members& b) {
    EXPECT_LT((a - b).cwiseAbs().maxCoeff(), 1e-12);
  };
  near(localised_stochastic_enkf(members, space, ones, key),
       analysed(members, stochastic_enkf(space, key)));
  near(localised_denkf(members, space, ones), analysed(members, denkf(space)));
  const Members serial =
      localised_serial_esrf(members, space, ones.variables, ones.observations, key);
  const Members global = analysed(members, serial_esrf(space));
  // The order differs and with it the root, not what the root is of.
  near(member_covariance(serial, serial), member_covariance(global, global));
  near(member_mean(serial), member_mean(global));
}

// 50 parameters that nothing depends on beside one that is measured ten times. The global update
// takes about 10/100 of their variance for noise; cut correlations must leave 90 %.
TEST(CorrelationLocalisation, LeavesDummyParametersTheirVariance) {
  constexpr Eigen::Index dummies = 50, members = 100, observations = 10;
  double kept = 0, useful = 0, spoiled = 0;
  constexpr int trials = 20;
  for (std::uint32_t trial = 0; trial < trials; ++trial) {
    const Members parameters =
        normal_matrix(1 + dummies, members, {11, trial}, Purpose::initial_members);
    const Members predicted =
        parameters.topRows(1).replicate(observations, 1) +
        0.3 * normal_matrix(observations, members, {12, trial}, Purpose::initial_members);
    const Observations seen{Vector::Ones(observations),
                            ObservationError::uncorrelated(Vector::Constant(observations, .3))};
    const auto space = ensemble_space(predicted, seen);
    const auto taper = correlation_taper(parameters, space, observations);
    const AnalysisKey key{13, trial};
    const Members after = localised_stochastic_enkf(parameters, space, taper, key);
    const Members global = analysed(parameters, stochastic_enkf(space, key));
    const auto share = [&](const Members& analysis) {
      return (member_anomalies(analysis).rowwise().squaredNorm().array() /
              member_anomalies(parameters).rowwise().squaredNorm().array())
          .eval();
    };
    kept += share(after).tail(dummies).mean() / trials;
    useful += share(after)[0] / trials;
    spoiled += share(global).tail(dummies).mean() / trials;
  }
  EXPECT_GT(kept, .9);
  EXPECT_LT(useful, .1);  // exact: 1/(1 + 10/.18) = 0.018 without the taper
  EXPECT_LT(spoiled, kept);
}

}  // namespace
}  // namespace cytotwin
