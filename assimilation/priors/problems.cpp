#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <set>

#include "assimilation/priors/prior_internal.h"

namespace cytotwin {
namespace {

std::string sentence(const std::vector<PriorProblem>& problems) {
  std::string text =
      fmt::format("the prior has {} problem{}", problems.size(), problems.size() == 1 ? "" : "s");
  for (const auto& problem : problems)
    text += problem.parameter.empty()
                ? fmt::format("\n  {}", problem.message)
                : fmt::format("\n  parameter \"{}\": {}", problem.parameter, problem.message);
  return text;
}

Eigen::Index position(const std::string& name, std::span<const ParameterPrior> parameters) {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const auto& parameter) { return parameter.name == name; });
  return found == parameters.end() ? -1 : found - parameters.begin();
}

std::string joined(std::span<const std::string> names) {
  return fmt::format("{}", fmt::join(names.begin(), names.end(), ", "));
}

void judge_names(std::span<const ParameterPrior> parameters, std::vector<PriorProblem>& problems) {
  std::set<std::string> seen;
  for (const auto& parameter : parameters) {
    if (parameter.name.empty()) problems.push_back({"", "a parameter has no name"});
    if (!seen.insert(parameter.name).second)
      problems.push_back({parameter.name, "named twice; names must differ"});
  }
}

void judge_correlation(const PriorCorrelation& correlation,
                       std::span<const ParameterPrior> parameters,
                       std::vector<PriorProblem>& problems) {
  std::vector<std::string> names;
  for (const auto& parameter : parameters) names.push_back(parameter.name);
  for (const auto& name : {correlation.first, correlation.second})
    if (position(name, parameters) < 0)
      problems.push_back({name, fmt::format("a correlation names it, but no such parameter exists; "
                                            "there are {}",
                                            joined(names))});
  if (correlation.first == correlation.second)
    problems.push_back({correlation.first, "correlated with itself; name two parameters"});
  if (!(std::abs(correlation.value) < 1))
    problems.push_back(
        {correlation.first, fmt::format("correlation {} with \"{}\"; it must be in (-1, 1)",
                                        correlation.value, correlation.second)});
}

// Which parameters pull a matrix below zero: the large entries of the offending eigenvector.
void judge_definiteness(std::span<const ParameterPrior> parameters, const Matrix& correlations,
                        std::vector<PriorProblem>& problems) {
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(correlations);
  // Cholesky's round-off: a smaller eigenvalue would leave a factor of noise
  if (eigen.eigenvalues()[0] > 1e-12 * static_cast<double>(correlations.rows())) return;
  std::vector<std::string> involved;
  for (Eigen::Index i = 0; i < correlations.rows(); ++i)
    if (std::abs(eigen.eigenvectors()(i, 0)) > .1)
      involved.push_back(parameters[static_cast<std::size_t>(i)].name);
  problems.push_back(
      {"",
       fmt::format("the correlation matrix is not positive definite (smallest eigenvalue {:.3g}); "
                   "weaken the correlations of {}",
                   eigen.eigenvalues()[0], joined(involved))});
}

}  // namespace

PriorError::PriorError(std::vector<PriorProblem> problems)
    : std::invalid_argument(sentence(problems)), problems_(std::move(problems)) {}

std::vector<PriorProblem> problems_of(std::span<const ParameterPrior> parameters,
                                      std::span<const PriorCorrelation> correlations) {
  std::vector<PriorProblem> problems;
  if (parameters.empty()) problems.push_back({"", "no parameters; state one or more"});
  judge_names(parameters, problems);
  for (const auto& parameter : parameters)
    for (auto& message : problems_of(parameter.form))
      problems.push_back({parameter.name, std::move(message)});
  for (const auto& correlation : correlations) judge_correlation(correlation, parameters, problems);
  if (problems.empty())
    judge_definiteness(parameters, correlation_matrix(parameters, correlations), problems);
  return problems;
}

std::vector<Eigen::Index> indices_of(std::span<const std::string> wanted,
                                     std::span<const std::string> names) {
  std::vector<Eigen::Index> indices;
  std::vector<PriorProblem> problems;
  for (const auto& name : wanted) {
    const auto index = std::find(names.begin(), names.end(), name) - names.begin();
    if (index == static_cast<std::ptrdiff_t>(names.size()))
      problems.push_back({name, fmt::format("no such parameter; there are {}", joined(names))});
    else if (std::find(indices.begin(), indices.end(), index) != indices.end())
      problems.push_back({name, "named twice"});
    else
      indices.push_back(index);
  }
  if (!problems.empty()) throw PriorError(std::move(problems));
  return indices;
}

Matrix correlation_matrix(std::span<const ParameterPrior> parameters,
                          std::span<const PriorCorrelation> correlations) {
  const auto n = static_cast<Eigen::Index>(parameters.size());
  Matrix matrix = Matrix::Identity(n, n);
  for (const auto& correlation : correlations) {
    const auto i = position(correlation.first, parameters);
    const auto j = position(correlation.second, parameters);
    matrix(i, j) = matrix(j, i) = correlation.value;
  }
  return matrix;
}

}  // namespace cytotwin
