#include "assimilation/inversion/population.h"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <cmath>
#include <string>

#include "assimilation/draws.h"
#include "assimilation/inversion/unscented.h"

namespace cytotwin {
namespace {

const Gaussian wide{Vector{{0, 0}}, Matrix{{9, 0}, {0, 9}}};

// The posterior of one patient under `wide`, as members with exactly its moments: data N(u, error).
Members posterior(const Vector& measured, const Matrix& error, std::uint64_t seed) {
  const Matrix precision = wide.covariance.inverse() + error.inverse();
  const Matrix covariance = precision.inverse();
  return members_of({covariance * (error.inverse() * measured), covariance}, 20, seed);
}

Matrix patients(Eigen::Index number, const Gaussian& population) {
  const Matrix root = Eigen::LLT<Matrix>(population.covariance).matrixL();
  return (root * normal_draws(2, number, 11, 0, Purpose::placement)).colwise() + population.mean;
}

// Patients known almost exactly: mean and covariance (divided by their number) of their values.
TEST(PatientPopulation, OfExactlyKnownPatientsIsTheirMoments) {
  const Matrix u = patients(12, {Vector{{1, -1}}, Matrix{{1, .4}, {.4, .5}}});
  std::vector<Members> posteriors;
  for (Eigen::Index i = 0; i < 12; ++i)
    posteriors.push_back(posterior(u.col(i), 1e-8 * Matrix::Identity(2, 2), 1));
  const auto fit = fit_population(posteriors, wide, Matrix(0, 12));
  EXPECT_LT((fit.coefficients.col(0) - member_mean(u)).cwiseAbs().maxCoeff(), 1e-6);
  EXPECT_LT((fit.covariance - member_covariance(u, u) * 11 / 12).cwiseAbs().maxCoeff(), 1e-6);
}

// With the same error in every patient, the likelihood's maximum is known: measured values have
// covariance C + E, so C = sample covariance - E where that is positive definite.
TEST(PatientPopulation, EmReachesTheKnownMaximum) {
  const Matrix error{{.3, .1}, {.1, .2}};
  const Matrix u = patients(400, {Vector{{1, -1}}, Matrix{{1, .4}, {.4, .5}}});
  const Matrix noise_root = Eigen::LLT<Matrix>(error).matrixL();
  const Matrix measured = u + noise_root * normal_draws(2, 400, 12, 0, Purpose::placement);
  std::vector<Members> posteriors;
  for (Eigen::Index i = 0; i < 400; ++i)
    posteriors.push_back(posterior(measured.col(i), error, static_cast<std::uint64_t>(i)));
  const auto fit = fit_population(posteriors, wide, Matrix(0, 400));
  const Matrix known = member_covariance(measured, measured) * 399 / 400 - error;
  // EM stops at relative steps of 1e-8 and converges linearly at the share of missing information
  EXPECT_LT((fit.coefficients.col(0) - member_mean(measured)).cwiseAbs().maxCoeff(), 1e-6);
  EXPECT_LT((fit.covariance - known).cwiseAbs().maxCoeff(), 1e-6);
  for (std::size_t k = 1; k < fit.log_likelihoods.size(); ++k)
    EXPECT_GE(fit.log_likelihoods[k], fit.log_likelihoods[k - 1] - 1e-9) << k;
}

TEST(PatientPopulation, CovariatesAreRegressedOn) {
  Matrix covariates(1, 40), u(2, 40);
  for (Eigen::Index i = 0; i < 40; ++i) covariates(0, i) = static_cast<double>(i) / 10 - 2;
  const Matrix scatter = .1 * normal_draws(2, 40, 13, 0, Purpose::placement);
  u = (Vector{{.5, -.3}} * covariates + scatter).colwise() + Vector{{1, 2}};
  std::vector<Members> posteriors;
  for (Eigen::Index i = 0; i < 40; ++i)
    posteriors.push_back(posterior(u.col(i), 1e-6 * Matrix::Identity(2, 2), 1));
  const auto fit = fit_population(posteriors, wide, covariates);
  // ordinary least squares: standard error .1/sqrt(40) of the mean, .1/(1.15 sqrt(40)) of slopes
  EXPECT_NEAR(fit.coefficients(0, 1), .5, .06);
  EXPECT_NEAR(fit.coefficients(1, 1), -.3, .06);
  const Gaussian next = fit.of_patient(Vector{{3}});
  EXPECT_NEAR(next.mean[0], 2.5, .2);
  EXPECT_NEAR(std::sqrt(next.covariance(0, 0)), .1, .04);
}

TEST(PatientPopulation, PatientsWithoutDataHaveNoVote) {
  const Matrix u = patients(6, {Vector{{1, -1}}, Matrix{{1, .4}, {.4, .5}}});
  std::vector<Members> posteriors;
  for (Eigen::Index i = 0; i < 6; ++i)
    posteriors.push_back(posterior(u.col(i), 1e-6 * Matrix::Identity(2, 2), 1));
  const auto without = fit_population(posteriors, wide, Matrix(0, 6));
  for (int i = 0; i < 3; ++i) posteriors.push_back(members_of(wide, 20, 5));
  const auto with = fit_population(posteriors, wide, Matrix(0, 9));
  EXPECT_LT((with.coefficients - without.coefficients).cwiseAbs().maxCoeff(), 1e-5);
  EXPECT_LT((with.covariance - without.covariance).cwiseAbs().maxCoeff(), 1e-5);
}

TEST(PatientPopulation, RefusesWhatCannotBeFitted) {
  const std::vector<Members> two(2, members_of(wide, 20, 5));
  try {
    fit_population(two, wide, Matrix::Ones(1, 2));
    FAIL() << "fitted a mean and a slope to two patients";
  } catch (const std::invalid_argument& error) {
    EXPECT_NE(std::string(error.what()).find("2 patients for a mean and 1 covariates"),
              std::string::npos);
  }
  const std::vector<Members> few(4, Members::Zero(2, 2));
  EXPECT_THROW(fit_population(few, wide, Matrix(0, 4)), std::invalid_argument);
}

}  // namespace
}  // namespace cytotwin
