#include "assimilation/inversion/failures.h"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <cmath>

#include "assimilation/draws.h"

namespace cytotwin {
namespace {

void check(const SortedMembers& sorted, Eigen::Index members, const FailurePolicy& policy) {
  const auto failed = static_cast<double>(sorted.failed.size());
  if (sorted.succeeded.size() < 2)
    throw TooFewMembers(fmt::format(
        "{} of {} members succeeded; an update needs 2 or more. Narrow the prior or bound it where "
        "the forward model cannot run",
        sorted.succeeded.size(), members));
  if (failed > policy.most_failed * static_cast<double>(members))
    throw TooManyFailures(fmt::format(
        "{} of {} members failed, {:.0f} % are allowed. Narrow the prior or bound it where the "
        "forward model cannot run",
        failed, members, 100 * policy.most_failed));
}

// Gaps take the mean of members that have the output; those were not chosen by their values.
Eigen::Index fill_gaps(Matrix& outputs) {
  Eigen::Index filled = 0;
  for (Eigen::Index i = 0; i < outputs.rows(); ++i) {
    const auto present = outputs.row(i).array().isFinite();
    const Eigen::Index count = present.count();
    if (count == outputs.cols()) continue;
    if (count == 0)
      throw TooFewMembers(fmt::format("no member has output {}; leave it out of the data", i));
    const double mean =
        present.select(outputs.row(i).array(), 0).sum() / static_cast<double>(count);
    for (Eigen::Index j = 0; j < outputs.cols(); ++j)
      if (!std::isfinite(outputs(i, j))) {
        outputs(i, j) = mean;
        ++filled;
      }
  }
  return filled;
}

}  // namespace

SortedMembers sort_failures(const Matrix& outputs, const FailurePolicy& policy) {
  SortedMembers sorted;
  for (Eigen::Index j = 0; j < outputs.cols(); ++j) {
    const auto missing =
        static_cast<double>(outputs.rows() - outputs.col(j).array().isFinite().count());
    const bool usable = missing <= policy.imputable * static_cast<double>(outputs.rows());
    (usable ? sorted.succeeded : sorted.failed).push_back(j);
  }
  check(sorted, outputs.cols(), policy);
  sorted.outputs = outputs(Eigen::all, sorted.succeeded);
  sorted.imputed = fill_gaps(sorted.outputs);
  return sorted;
}

Members redrawn(const Members& updated, const SortedMembers& sorted, double condition,
                std::uint64_t seed, std::uint32_t step) {
  const auto members = static_cast<Eigen::Index>(sorted.succeeded.size() + sorted.failed.size());
  Members all(updated.rows(), members);
  all(Eigen::all, sorted.succeeded) = updated;
  if (sorted.failed.empty()) return all;
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(member_covariance(updated, updated));
  const Vector variances =
      eigen.eigenvalues().cwiseMax(0).array() + eigen.eigenvalues().maxCoeff() / condition;
  const Matrix root = eigen.eigenvectors() * variances.cwiseSqrt().asDiagonal();
  const Matrix z = normal_draws(updated.rows(), members, seed, step, Purpose::failed_members);
  const Matrix own = centred_draws(z(Eigen::all, sorted.failed));
  all(Eigen::all, sorted.failed) = (root * own).colwise() + member_mean(updated);
  return all;
}

}  // namespace cytotwin
