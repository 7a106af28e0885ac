#include "assimilation/inversion/constraints.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace cytotwin {
namespace {

using Indices = std::vector<Eigen::Index>;

// The dual problem: multipliers l >= 0 with H l >= q where l = 0 and H l = q where l > 0,
// H = A C A^T and q = A x - b.
class Multipliers {
 public:
  Multipliers(const Matrix& h, const Vector& q) : h_(h), q_(q), values_(Vector::Zero(q.size())) {}

  // The most violated constraint beyond the tolerance, or -1.
  Eigen::Index violated(const Vector& tolerance) const {
    const Vector excess = q_ - h_ * values_ - tolerance;
    Eigen::Index worst = -1;
    for (Eigen::Index i = 0; i < excess.size(); ++i)
      if (excess[i] > 0 && (worst < 0 || excess[i] > excess[worst])) worst = i;
    return worst;
  }

  // False if the constraint depends on those already active, with which it then disagrees.
  bool activate(Eigen::Index constraint) {
    active_.push_back(constraint);
    while (true) {
      const Eigen::LDLT<Matrix> factor(Matrix(h_(active_, active_)));
      const Vector pivots = factor.vectorD();
      if (!(pivots.minCoeff() > 1e-13 * pivots.maxCoeff())) return drop_dependent(constraint);
      const Vector trial = factor.solve(Vector(q_(active_)));
      if (trial.minCoeff() > 0) {
        values_.setZero();
        values_(active_) = trial;
        return true;
      }
      retreat(trial);
      if (active_.empty()) return true;
    }
  }

  const Vector& values() const { return values_; }

 private:
  // Walk towards the trial point as far as multipliers stay >= 0; what reaches 0 becomes inactive.
  void retreat(const Vector& trial) {
    double share = 1;
    for (std::size_t k = 0; k < active_.size(); ++k) {
      const double t = trial[static_cast<Eigen::Index>(k)], v = values_[active_[k]];
      if (t <= 0) share = std::min(share, v / std::max(v - t, 1e-300));
    }
    Indices still;
    for (std::size_t k = 0; k < active_.size(); ++k) {
      const double t = trial[static_cast<Eigen::Index>(k)];
      double& v = values_[active_[k]];
      v += share * (t - v);
      if (t > 0 || v > 1e-14 * std::abs(t)) {
        still.push_back(active_[k]);
      } else {
        v = 0;
      }
    }
    active_ = still;
  }

  // A copy of an active constraint up to scale: exchange it for the active one it repeats.
  bool drop_dependent(Eigen::Index added) {
    if (active_.size() < 2) return false;
    Indices before(active_.begin(), active_.end() - 1);
    const Vector combination =
        Matrix(h_(before, before)).ldlt().solve(Vector(h_(before, Indices{added})));
    double ratio = std::numeric_limits<double>::infinity();
    std::size_t leaving = before.size();
    for (std::size_t k = 0; k < before.size(); ++k) {
      const double c = combination[static_cast<Eigen::Index>(k)];
      if (c > 1e-12 && values_[before[k]] / c < ratio) {
        ratio = values_[before[k]] / c;
        leaving = k;
      }
    }
    if (leaving == before.size()) return false;
    values_[before[leaving]] = 0;
    before.erase(before.begin() + static_cast<std::ptrdiff_t>(leaving));
    active_ = before;
    return activate(added);
  }

  const Matrix& h_;
  const Vector& q_;
  Vector values_;
  Indices active_;
};

void check(const LinearConstraints& constraints, const Members& members, const Matrix& covariance) {
  const Eigen::Index n = members.rows();
  if (constraints.coefficients.cols() != n || covariance.rows() != n || covariance.cols() != n ||
      constraints.coefficients.rows() != constraints.limits.size())
    throw std::invalid_argument(fmt::format(
        "constraints: {} x {} coefficients with {} limits and a {} x {} covariance for {} "
        "parameters",
        constraints.coefficients.rows(), constraints.coefficients.cols(), constraints.limits.size(),
        covariance.rows(), covariance.cols(), n));
}

}  // namespace

Members satisfying(const LinearConstraints& constraints, const Members& members,
                   const Matrix& covariance) {
  check(constraints, members, covariance);
  const Matrix& a = constraints.coefficients;
  const double floor = 1e-8 * covariance.trace() / static_cast<double>(members.rows());
  Matrix metric = covariance;
  metric.diagonal().array() += floor > 0 ? floor : 1;
  const Matrix back = metric * a.transpose(), h = a * back;
  const Vector tolerance = 1e-12 * constraints.limits.cwiseAbs().cwiseMax(1);
  Members result = members;
  for (Eigen::Index j = 0; j < members.cols(); ++j) {
    const Vector q = a * members.col(j) - constraints.limits;
    Multipliers multipliers(h, q);
    // each pass activates a constraint for good unless it trades; far more than trades can take
    for (int pass = 0; pass < 50 * static_cast<int>(q.size()); ++pass) {
      const Eigen::Index next = multipliers.violated(tolerance);
      if (next < 0) break;
      if (!multipliers.activate(next))
        throw InfeasibleConstraints(
            fmt::format("constraint {} (limit {}) contradicts the others or has no coefficient",
                        next, constraints.limits[next]));
    }
    if (const auto left = multipliers.violated(100 * tolerance); left >= 0)
      throw InfeasibleConstraints(
          fmt::format("constraint {} (limit {}) cannot be met together with the others", left,
                      constraints.limits[left]));
    result.col(j) -= back * multipliers.values();
  }
  return result;
}

}  // namespace cytotwin
