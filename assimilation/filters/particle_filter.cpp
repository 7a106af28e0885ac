#include "assimilation/filters/particle_filter.h"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <stdexcept>

#include "assimilation/filters/likelihood_internal.h"

namespace cytotwin {
namespace {

std::vector<Eigen::Index> systematic_choice(const Vector& weights, AnalysisKey key) {
  const auto size = weights.size();
  RandomStream stream(key.seed, 0, key.cycle, Purpose::particle_choice);
  const double start = stream.uniform();
  std::vector<Eigen::Index> chosen;
  double sum = weights[0];
  Eigen::Index member = 0;
  for (Eigen::Index i = 0; i < size; ++i) {
    const double level = (start + static_cast<double>(i)) / static_cast<double>(size);
    while (sum < level && member + 1 < size) sum += weights[++member];
    chosen.push_back(member);
  }
  return chosen;
}

// C^(1/2) of the weighted sample, unbiased; equal weights if a single member has all of it.
Matrix covariance_root(const WeightedMembers& particles) {
  const auto size = particles.weights.size();
  const bool alone = effective_members(particles.weights) < 1 + 1e-8;
  const Vector weights =
      alone ? Vector::Constant(size, 1 / static_cast<double>(size)) : particles.weights;
  const Vector mean = particles.members * weights;
  const double unbiased = 1 / (1 - weights.squaredNorm());
  const Matrix root =
      (particles.members.colwise() - mean) * (unbiased * weights).cwiseSqrt().asDiagonal();
  if (root.rows() > root.cols()) return root;
  // A root with as many columns as variables: fewer draws a copy.
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(root * root.transpose());
  return solver.eigenvectors() * solver.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal();
}

}  // namespace

Vector reweighted(const Vector& weights, const EnsembleSpace& space) {
  if (weights.size() != space.members())
    throw std::invalid_argument(
        fmt::format("reweighted: {} weights for {} members", weights.size(), space.members()));
  const Matrix innovations = space.member_innovations();
  Vector logs = weights.array().log();
  if (space.limits.empty()) {
    logs -= 0.5 * innovations.colwise().squaredNorm().transpose();
  } else {
    for (Eigen::Index j = 0; j < innovations.cols(); ++j)
      for (Eigen::Index i = 0; i < innovations.rows(); ++i)
        logs[j] += log_likelihood(limit_of(space, i), innovations(i, j));
  }
  const Vector relative = (logs.array() - logs.maxCoeff()).exp();
  return relative / relative.sum();
}

double effective_members(const Vector& weights) { return 1 / weights.squaredNorm(); }

WeightedMembers resampled(const WeightedMembers& particles, double bandwidth, AnalysisKey key) {
  const auto& [members, weights] = particles;
  check_members(members, "resampled");
  if (weights.size() != members.cols() || !(bandwidth >= 0))
    throw std::invalid_argument(
        fmt::format("resampled: {} weights for {} members, bandwidth {}; it must be >= 0",
                    weights.size(), members.cols(), bandwidth));
  const auto size = static_cast<double>(members.cols());
  const auto chosen = systematic_choice(weights, key);
  WeightedMembers result{members(Eigen::all, chosen), Vector::Constant(members.cols(), 1 / size)};
  if (bandwidth == 0) return result;
  const double width = bandwidth * std::pow(size, -1 / (static_cast<double>(members.rows()) + 4));
  const Matrix root = width * covariance_root(particles);
  const Matrix draws = normal_matrix(root.cols(), members.cols(), key, Purpose::particle_jitter);
  for (std::size_t i = 1; i < chosen.size(); ++i) {
    const auto column = static_cast<Eigen::Index>(i);
    if (chosen[i] == chosen[i - 1]) result.members.col(column) += root * draws.col(column);
  }
  return result;
}

}  // namespace cytotwin
