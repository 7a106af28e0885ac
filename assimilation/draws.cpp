#include "assimilation/draws.h"

#include <cmath>

namespace cytotwin {

Matrix normal_draws(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed, std::uint32_t step,
                    Purpose purpose) {
  Matrix draws(rows, columns);
  for (Eigen::Index j = 0; j < columns; ++j) {
    RandomStream stream(seed, static_cast<std::uint64_t>(j), step, purpose);
    for (Eigen::Index i = 0; i < rows; ++i) draws(i, j) = stream.normal();
  }
  return draws;
}

Matrix centred_draws(const Matrix& draws) {
  if (draws.cols() < 2) return draws;
  const double n = static_cast<double>(draws.cols());
  return member_anomalies(draws) * std::sqrt(n / (n - 1));
}

}  // namespace cytotwin
