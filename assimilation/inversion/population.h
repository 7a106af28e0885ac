#pragma once

#include <vector>

#include "assimilation/ensemble.h"
#include "assimilation/priors/prior.h"

namespace cytotwin {

/// Distribution of transformed parameters over patients: patient i has u_i ~ N(B z_i, C), z_i = (1,
/// covariates).
struct PatientPopulation {
  Matrix coefficients;                  ///< B, shape (parameters, 1 + covariates)
  Matrix covariance;                    ///< C
  int iterations;                       ///< of the EM algorithm
  std::vector<double> log_likelihoods;  ///< of the patients' evidence, up to a constant; rises

  /// Of a patient with these covariates; shape (covariates). Prior::with() makes a prior of it.
  Gaussian of_patient(const Vector& covariates) const;
};

/// Fits a population to posteriors that were each computed under the same prior, by expectation and
/// maximisation (Dempster, Laird, Rubin 1977, J. R. Stat. Soc. B 39:1). Each posterior N(m, S) is
/// divided by the prior N(m0, C0) it was made under, so that what remains is the evidence of the
/// patient's own data: precision S^-1 - C0^-1, with negative eigenvalues, which only sampling
/// gives, set to 0. A patient without data therefore has no vote.
/// @param posteriors  transformed members of each patient, more members than parameters
/// @param covariates  shape (covariates, patients); no rows: a common mean
/// @throws std::invalid_argument naming the patient or size at fault, or if there are not more
///   patients than 1 + covariates
PatientPopulation fit_population(const std::vector<Members>& posteriors, const Gaussian& prior,
                                 const Matrix& covariates, int most_iterations = 5000);

}  // namespace cytotwin
