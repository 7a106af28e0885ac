#include "assimilation/priors/prior.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "assimilation/draws.h"
#include "assimilation/priors/prior_internal.h"
#include "assimilation/priors/standard_normal.h"

namespace cytotwin {
namespace {

void check_rows(const char* where, Eigen::Index rows, Eigen::Index parameters) {
  if (rows != parameters)
    throw std::invalid_argument(
        fmt::format("Prior::{}: {} rows for {} parameters", where, rows, parameters));
}

std::vector<Eigen::Index> others(Eigen::Index size, const std::vector<Eigen::Index>& taken) {
  std::vector<Eigen::Index> rest;
  for (Eigen::Index i = 0; i < size; ++i)
    if (std::find(taken.begin(), taken.end(), i) == taken.end()) rest.push_back(i);
  return rest;
}

}  // namespace

Prior::Prior(std::vector<ParameterPrior> parameters, std::vector<PriorCorrelation> correlations) {
  if (auto problems = problems_of(parameters, correlations); !problems.empty())
    throw PriorError(std::move(problems));
  const auto n = static_cast<Eigen::Index>(parameters.size());
  gaussian_.mean.resize(n);
  Vector deviations(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto& parameter = parameters[static_cast<std::size_t>(i)];
    const Marginal marginal = marginal_of(parameter.form);
    names_.push_back(parameter.name);
    maps_.push_back(marginal.map);
    gaussian_.mean[i] = marginal.mean;
    deviations[i] = marginal.deviation;
  }
  gaussian_.covariance = deviations.asDiagonal() * correlation_matrix(parameters, correlations) *
                         deviations.asDiagonal();
  factor_ = gaussian_.covariance.llt().matrixL();
}

Vector Prior::deviations() const { return gaussian_.covariance.diagonal().cwiseSqrt(); }

Marginal Prior::marginal(Eigen::Index parameter) const {
  return {maps_.at(static_cast<std::size_t>(parameter)), gaussian_.mean[parameter],
          std::sqrt(gaussian_.covariance(parameter, parameter))};
}

Members Prior::transformed(const Members& constrained) const {
  check_rows("transformed", constrained.rows(), size());
  Members u(constrained.rows(), constrained.cols());
  for (Eigen::Index j = 0; j < u.cols(); ++j)
    for (Eigen::Index i = 0; i < u.rows(); ++i) try {
        u(i, j) = maps_[static_cast<std::size_t>(i)].transformed(constrained(i, j));
      } catch (const std::invalid_argument& error) {
        throw std::invalid_argument(fmt::format("parameter \"{}\" of member {}: {}",
                                                names_[static_cast<std::size_t>(i)], j,
                                                error.what()));
      }
  return u;
}

Members Prior::constrained(const Members& transformed) const {
  check_rows("constrained", transformed.rows(), size());
  Members x(transformed.rows(), transformed.cols());
  for (Eigen::Index j = 0; j < x.cols(); ++j)
    for (Eigen::Index i = 0; i < x.rows(); ++i)
      x(i, j) = maps_[static_cast<std::size_t>(i)].constrained(transformed(i, j));
  return x;
}

Vector Prior::log_density(const Members& transformed) const {
  check_rows("log_density", transformed.rows(), size());
  const Matrix z =
      factor_.triangularView<Eigen::Lower>().solve(transformed.colwise() - gaussian_.mean);
  const double constant = factor_.diagonal().array().log().sum() +
                          static_cast<double>(size()) * std::log(2 * std::numbers::pi) / 2;
  return (-z.colwise().squaredNorm().transpose() / 2).array() - constant;
}

Members Prior::sample(Eigen::Index members, std::uint64_t seed) const {
  const Matrix z = normal_draws(size(), members, seed, 0, Purpose::prior_members);
  return (factor_.triangularView<Eigen::Lower>() * z).colwise() + gaussian_.mean;
}

Members Prior::from_unit_cube(const Matrix& points) const {
  check_rows("from_unit_cube", points.rows(), size());
  const Matrix z = points.unaryExpr([](double p) {
    if (!(p > 0 && p < 1))
      throw std::invalid_argument(
          fmt::format("Prior::from_unit_cube: coordinate {} is not inside (0, 1)", p));
    return standard_normal_quantile(p);
  });
  return (factor_.triangularView<Eigen::Lower>() * z).colwise() + gaussian_.mean;
}

Prior Prior::with(Gaussian gaussian) const {
  const Eigen::Index n = size();
  if (gaussian.mean.size() != n || gaussian.covariance.rows() != n ||
      gaussian.covariance.cols() != n)
    throw PriorError(std::vector<PriorProblem>{
        {"", fmt::format("a Gaussian of {} means and a {} x {} covariance for {} "
                         "parameters",
                         gaussian.mean.size(), gaussian.covariance.rows(),
                         gaussian.covariance.cols(), n)}});
  Prior prior = *this;
  prior.gaussian_ = std::move(gaussian);
  const Eigen::LLT<Matrix> cholesky(prior.gaussian_.covariance);
  if (cholesky.info() != Eigen::Success || !prior.gaussian_.mean.allFinite())
    throw PriorError(std::vector<PriorProblem>{
        {"",
         "the covariance of the transformed parameters is not positive definite "
         "or the mean is not finite; use more members than parameters"}});
  prior.factor_ = cholesky.matrixL();
  return prior;
}

Prior Prior::of(std::span<const std::string> names) const {
  const auto chosen = indices_of(names, names_);
  Prior prior;
  for (const auto i : chosen) {
    prior.names_.push_back(names_[static_cast<std::size_t>(i)]);
    prior.maps_.push_back(maps_[static_cast<std::size_t>(i)]);
  }
  if (chosen.empty()) throw PriorError(std::vector<PriorProblem>{{"", "no parameters are left"}});
  prior.gaussian_ = {gaussian_.mean(chosen), gaussian_.covariance(chosen, chosen)};
  return prior.with(prior.gaussian_);
}

Prior Prior::given(std::span<const std::pair<std::string, double>> values) const {
  std::vector<std::string> known_names;
  for (const auto& [name, value] : values) known_names.push_back(name);
  const auto known = indices_of(known_names, names_);
  const auto rest = others(size(), known);
  Vector u(static_cast<Eigen::Index>(known.size()));
  std::vector<PriorProblem> problems;
  for (std::size_t k = 0; k < known.size(); ++k) try {
      u[static_cast<Eigen::Index>(k)] =
          maps_[static_cast<std::size_t>(known[k])].transformed(values[k].second);
    } catch (const std::invalid_argument& error) {
      problems.push_back({values[k].first, error.what()});
    }
  if (!problems.empty()) throw PriorError(std::move(problems));

  const Matrix cross = gaussian_.covariance(rest, known);
  const Eigen::LLT<Matrix> cholesky(Matrix(gaussian_.covariance(known, known)));
  const Gaussian conditional{
      gaussian_.mean(rest) + cross * cholesky.solve(u - gaussian_.mean(known)),
      gaussian_.covariance(rest, rest) - cross * cholesky.solve(cross.transpose())};
  std::vector<std::string> rest_names;
  for (const auto i : rest) rest_names.push_back(names_[static_cast<std::size_t>(i)]);
  return of(rest_names).with(conditional);
}

}  // namespace cytotwin
