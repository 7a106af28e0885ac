#include "assimilation/inversion/population.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <cmath>
#include <stdexcept>

namespace cytotwin {
namespace {

// What a patient's own data say: exp(-u^T precision u/2 + u^T pull), up to a factor.
struct Evidence {
  Matrix precision;
  Vector pull;
};

// The precision is cut in coordinates where the prior is the identity: there an eigenvalue below 0
// means a posterior wider than its prior.
Evidence evidence_of(const Members& posterior, const Gaussian& prior) {
  const Matrix root = Eigen::LLT<Matrix>(prior.covariance).matrixL();
  const Matrix z = root.triangularView<Eigen::Lower>().solve(posterior.colwise() - prior.mean);
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(member_covariance(z, z));
  const Vector gained = (1 / eigen.eigenvalues().array() - 1).cwiseMax(0);
  const Matrix& v = eigen.eigenvectors();
  // where data say something, the mean that data alone would give: (S^-1 m)/(S^-1 - 1)
  const Vector pull =
      (gained.array() > 0)
          .select((v.transpose() * member_mean(z)).array() / eigen.eigenvalues().array(),
                  Vector::Zero(gained.size()));
  const Matrix back = root.transpose().triangularView<Eigen::Upper>().solve(Matrix(v));  // L^-T V
  const Matrix precision = back * gained.asDiagonal() * back.transpose();
  return {precision, back * pull + precision * prior.mean};
}

void check(const std::vector<Members>& posteriors, const Gaussian& prior,
           const Matrix& covariates) {
  const auto patients = static_cast<Eigen::Index>(posteriors.size());
  if (covariates.rows() > 0 && covariates.cols() != patients)
    throw std::invalid_argument(fmt::format(
        "fit_population: covariates of {} patients, {} posteriors", covariates.cols(), patients));
  if (patients <= 1 + covariates.rows())
    throw std::invalid_argument(
        fmt::format("fit_population: {} patients for a mean and {} covariates; there must be more",
                    patients, covariates.rows()));
  for (std::size_t i = 0; i < posteriors.size(); ++i)
    if (posteriors[i].rows() != prior.mean.size() || posteriors[i].cols() <= prior.mean.size() ||
        !posteriors[i].allFinite())
      throw std::invalid_argument(fmt::format(
          "fit_population: patient {} has {} members of {} parameters; the prior has {}, "
          "and there must be more members, all finite",
          i, posteriors[i].cols(), posteriors[i].rows(), prior.mean.size()));
}

struct Expectation {
  Matrix means;      // of the patients' parameters, shape (parameters, patients)
  Matrix variances;  // sum of their covariances
  double log_likelihood = 0;
};

Expectation expectation(const std::vector<Evidence>& evidence, const Matrix& predicted,
                        const Matrix& covariance) {
  const Eigen::LLT<Matrix> cholesky(covariance);
  const Matrix precision = cholesky.solve(Matrix::Identity(covariance.rows(), covariance.cols()));
  const double log_determinant = 2 * cholesky.matrixLLT().diagonal().array().log().sum();
  Expectation e{predicted, Matrix::Zero(covariance.rows(), covariance.cols()), 0};
  for (Eigen::Index i = 0; i < predicted.cols(); ++i) {
    const auto& own = evidence[static_cast<std::size_t>(i)];
    const Vector mean = predicted.col(i), pull = own.pull + precision * mean;
    const Eigen::LLT<Matrix> total(own.precision + precision);
    e.means.col(i) = total.solve(pull);
    e.variances += total.solve(Matrix::Identity(covariance.rows(), covariance.cols()));
    e.log_likelihood +=
        (pull.dot(e.means.col(i)) - mean.dot(precision * mean) - log_determinant) / 2 -
        total.matrixLLT().diagonal().array().log().sum();
  }
  return e;
}

}  // namespace

Gaussian PatientPopulation::of_patient(const Vector& covariates) const {
  if (covariates.size() + 1 != coefficients.cols())
    throw std::invalid_argument(
        fmt::format("PatientPopulation: {} covariates given, {} were fitted", covariates.size(),
                    coefficients.cols() - 1));
  return {coefficients.col(0) + coefficients.rightCols(covariates.size()) * covariates, covariance};
}

PatientPopulation fit_population(const std::vector<Members>& posteriors, const Gaussian& prior,
                                 const Matrix& covariates, int most_iterations) {
  check(posteriors, prior, covariates);
  std::vector<Evidence> evidence;
  for (const auto& posterior : posteriors) evidence.push_back(evidence_of(posterior, prior));
  const auto patients = static_cast<Eigen::Index>(posteriors.size());
  Matrix z = Matrix::Ones(1 + covariates.rows(), patients);
  if (covariates.rows() > 0) z.bottomRows(covariates.rows()) = covariates;
  const Eigen::LDLT<Matrix> design(z * z.transpose());
  if (!(design.vectorD().minCoeff() > 1e-12 * design.vectorD().maxCoeff()))
    throw std::invalid_argument(
        "fit_population: covariates depend on each other or are the same in all patients");

  PatientPopulation fit{Matrix::Zero(prior.mean.size(), z.rows()), prior.covariance, 0, {}};
  fit.coefficients.col(0) = prior.mean;
  while (fit.iterations < most_iterations) {
    const Expectation e = expectation(evidence, fit.coefficients * z, fit.covariance);
    fit.coefficients = design.solve(z * e.means.transpose()).transpose();
    const Matrix rest = e.means - fit.coefficients * z;
    const Matrix covariance =
        (rest * rest.transpose() + e.variances) / static_cast<double>(patients);
    const double change = (covariance - fit.covariance).norm() / covariance.norm();
    fit.covariance = covariance;
    fit.log_likelihoods.push_back(e.log_likelihood);
    ++fit.iterations;
    if (change < 1e-8) break;
  }
  return fit;
}

}  // namespace cytotwin
