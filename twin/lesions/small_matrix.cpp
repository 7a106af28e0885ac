#include "twin/lesions/small_matrix.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace cytotwin::lesions {

SmallMatrix cholesky(const SmallMatrix& matrix) {
  SmallMatrix lower(matrix.size);
  for (std::size_t i = 0; i < matrix.size; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = matrix(i, j);
      for (std::size_t k = 0; k < j; ++k) sum -= lower(i, k) * lower(j, k);
      if (i != j) {
        lower(i, j) = sum / lower(j, j);
      } else if (sum > 0) {
        lower(i, i) = std::sqrt(sum);
      } else {
        throw std::invalid_argument(
            fmt::format("cholesky: matrix is not positive definite (row {}: {:g})", i, sum));
      }
    }
  }
  return lower;
}

std::vector<double> solve(const SmallMatrix& matrix, std::vector<double> right) {
  const SmallMatrix lower = cholesky(matrix);
  for (std::size_t i = 0; i < right.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) right[i] -= lower(i, k) * right[k];
    right[i] /= lower(i, i);
  }
  for (std::size_t i = right.size(); i-- > 0;) {
    for (std::size_t k = i + 1; k < right.size(); ++k) right[i] -= lower(k, i) * right[k];
    right[i] /= lower(i, i);
  }
  return right;
}

}  // namespace cytotwin::lesions
