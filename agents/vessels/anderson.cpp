#include "agents/vessels/anderson.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <utility>

namespace cytotwin {
namespace {

constexpr std::size_t block = 8192;
constexpr double ridge = 1e-12;  // of the Gram matrix' trace: differences may be nearly parallel

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Room for a new last entry; the oldest one's, if there are enough.
std::vector<double>& renew(std::deque<std::vector<double>>& of, std::size_t most) {
  std::vector<double> room;
  if (of.size() == most) {
    room = std::move(of.front());
    of.pop_front();
  }
  of.push_back(std::move(room));
  return of.back();
}

}  // namespace

void Anderson::remember(std::span<const double> x, std::span<const double> change) {
  if (last_.empty()) {
    last_.resize(x.size());
    last_change_.resize(judged_.size());
  } else {
    std::vector<double>& step = renew(steps_, memory_);
    std::vector<double>& answer = renew(answers_, memory_);
    step.resize(x.size());
    answer.resize(judged_.size());
    for (std::size_t i = 0; i < x.size(); ++i) step[i] = x[i] + change[i] - last_[i];
    for (std::size_t i = 0; i < judged_.size(); ++i) {
      answer[i] = change[judged_[i]] - last_change_[i];
    }
    if (products_.size() == memory_) {
      products_.pop_front();
      for (std::vector<double>& row : products_) row.erase(row.begin());
    }
    std::vector<double>& row = products_.emplace_back();
    for (const std::vector<double>& other : answers_) row.push_back(dot(answer, other));
  }
  for (std::size_t i = 0; i < x.size(); ++i) last_[i] = x[i] + change[i];
  for (std::size_t i = 0; i < judged_.size(); ++i) last_change_[i] = change[judged_[i]];
}

std::vector<double> Anderson::weights() const {
  const std::size_t n = answers_.size();
  Eigen::MatrixXd gram(n, n);
  Eigen::VectorXd right(n);
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    right[row] = dot(answers_[i], last_change_);
    for (std::size_t j = 0; j <= i; ++j) {
      const auto column = static_cast<Eigen::Index>(j);
      gram(row, column) = gram(column, row) = products_[i][j];
    }
  }
  gram.diagonal().array() += ridge * gram.trace();
  const Eigen::VectorXd solved = gram.ldlt().solve(right);
  return {solved.data(), solved.data() + n};
}

void Anderson::advance(std::span<double> x, std::span<const double> change,
                       const Workers& workers) {
  remember(x, change);
  const std::vector<double> weight = answers_.empty() ? std::vector<double>{} : weights();
  workers.for_blocks(x.size(), block, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) x[i] = last_[i];
    for (std::size_t m = 0; m < weight.size(); ++m) {
      for (std::size_t i = first; i < last; ++i) x[i] -= weight[m] * steps_[m][i];
    }
    for (std::size_t i = first; i < last; ++i) x[i] = std::max(0.0, x[i]);
  });
}

}  // namespace cytotwin
