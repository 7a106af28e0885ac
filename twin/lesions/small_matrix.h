#pragma once

#include <cstddef>
#include <vector>

namespace cytotwin::lesions {

/// A dense square matrix of a few rows.
struct SmallMatrix {
  explicit SmallMatrix(std::size_t rows) : size(rows), values(rows * rows, 0) {}
  double& operator()(std::size_t i, std::size_t j) { return values[i * size + j]; }
  double operator()(std::size_t i, std::size_t j) const { return values[i * size + j]; }

  std::size_t size;
  std::vector<double> values;  ///< row by row
};

/// Lower triangle L with L L^T = matrix (Cholesky).
/// @throws std::invalid_argument if the matrix is not positive definite
SmallMatrix cholesky(const SmallMatrix& matrix);

/// x with matrix x = right, for a positive definite matrix.
/// @throws std::invalid_argument as cholesky()
std::vector<double> solve(const SmallMatrix& matrix, std::vector<double> right);

}  // namespace cytotwin::lesions
