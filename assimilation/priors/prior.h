#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "assimilation/ensemble.h"
#include "assimilation/priors/marginal.h"

namespace cytotwin {

/// What is assumed of one named parameter.
struct ParameterPrior {
  std::string name;
  PriorForm form;
};

/// Correlation of two parameters in transformed space, in (-1, 1).
struct PriorCorrelation {
  std::string first, second;
  double value;
};

/// Why a prior cannot be sampled; `parameter` is empty where no single one is to blame.
struct PriorProblem {
  std::string parameter, message;
};

/// Every problem of a prior at once.
class PriorError : public std::invalid_argument {
 public:
  explicit PriorError(std::vector<PriorProblem> problems);
  const std::vector<PriorProblem>& problems() const { return problems_; }

 private:
  std::vector<PriorProblem> problems_;
};

std::vector<PriorProblem> problems_of(std::span<const ParameterPrior> parameters,
                                      std::span<const PriorCorrelation> correlations);

/// Mean and covariance of the transformed parameters; shapes (parameters), (parameters,
/// parameters).
struct Gaussian {
  Vector mean;
  Matrix covariance;
};

/// Named parameters that are jointly Gaussian once each is mapped by its bijection (a Gaussian
/// copula with the stated marginals). Inversions work on transformed members, forward models on
/// constrained ones; shapes are (parameters, members), rows in the order of names().
class Prior {
 public:
  /// @throws PriorError if problems_of(parameters, correlations) is not empty
  explicit Prior(std::vector<ParameterPrior> parameters,
                 std::vector<PriorCorrelation> correlations = {});

  Eigen::Index size() const { return gaussian_.mean.size(); }
  const std::vector<std::string>& names() const { return names_; }
  const Gaussian& gaussian() const { return gaussian_; }
  Vector deviations() const;  ///< standard deviations of the transformed parameters
  Marginal marginal(Eigen::Index parameter) const;

  /// @throws std::invalid_argument naming the parameter, member and value outside its domain
  Members transformed(const Members& constrained) const;
  Members constrained(const Members& transformed) const;

  /// ln of the Gaussian density of transformed members; shape (members).
  Vector log_density(const Members& transformed) const;

  /// Transformed members; member j depends on the seed and j only.
  Members sample(Eigen::Index members, std::uint64_t seed) const;

  /// Transformed members of points in the open unit cube, shape (parameters, points).
  Members from_unit_cube(const Matrix& points) const;

  /// The same parameters under another Gaussian, as after an inversion or from a population.
  /// @throws PriorError if sizes differ or the covariance is not positive definite
  Prior with(Gaussian gaussian) const;

  /// These parameters alone, the others left out.
  /// @throws PriorError naming parameters that are unknown or named twice
  Prior of(std::span<const std::string> names) const;

  /// The other parameters given the constrained values of some.
  /// @throws PriorError naming unknown parameters and values outside their domain
  Prior given(std::span<const std::pair<std::string, double>> values) const;

 private:
  Prior() = default;
  std::vector<std::string> names_;
  std::vector<Bijection> maps_;
  Gaussian gaussian_;
  Matrix factor_;  // lower Cholesky factor of the covariance
};

}  // namespace cytotwin
