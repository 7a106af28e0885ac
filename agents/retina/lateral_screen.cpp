#include "agents/retina/lateral_screen.h"

#include <fmt/format.h>

#include <Eigen/Sparse>
#include <Eigen/SparseCholesky>
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace cytotwin {

namespace {

std::size_t clamped(double place, std::size_t count) {
  const double last = static_cast<double>(count - 1);
  return static_cast<std::size_t>(std::clamp(std::floor(place), 0.0, last));
}

using Matrix = Eigen::SparseMatrix<double>;

Matrix screened_operator(const ColumnGrid& grid, double length) {
  const double coupling = (length / grid.spacing) * (length / grid.spacing);
  std::vector<Eigen::Triplet<double>> entries;
  entries.reserve(5 * grid.size());
  const auto join = [&](std::size_t a, std::size_t b) {
    const int i = static_cast<int>(a), j = static_cast<int>(b);
    entries.emplace_back(i, i, coupling);
    entries.emplace_back(j, j, coupling);
    entries.emplace_back(i, j, -coupling);
    entries.emplace_back(j, i, -coupling);
  };
  for (std::size_t c = 0; c < grid.size(); ++c) {
    entries.emplace_back(static_cast<int>(c), static_cast<int>(c), 1.0);
    if ((c + 1) % grid.nx != 0) join(c, c + 1);
    if (c + grid.nx < grid.size()) join(c, c + grid.nx);
  }
  Matrix matrix(static_cast<int>(grid.size()), static_cast<int>(grid.size()));
  matrix.setFromTriplets(entries.begin(), entries.end());
  return matrix;
}

}  // namespace

std::size_t ColumnGrid::column_of(double px, double py) const {
  return clamped((px - left) / spacing, nx) + nx * clamped((py - bottom) / spacing, ny);
}

struct LateralScreen::Factor {
  Eigen::SimplicialLLT<Matrix> cholesky;
};

LateralScreen::LateralScreen(const ColumnGrid& grid, double length)
    : factor_(std::make_unique<Factor>()) {
  if (!(length > 0) || grid.size() == 0)
    throw std::invalid_argument(
        fmt::format("LateralScreen: length {} um (> 0) on {} columns (>= 1)", length, grid.size()));
  factor_->cholesky.compute(screened_operator(grid, length));
}

LateralScreen::~LateralScreen() = default;
LateralScreen::LateralScreen(LateralScreen&&) noexcept = default;
LateralScreen& LateralScreen::operator=(LateralScreen&&) noexcept = default;

void LateralScreen::spread(std::span<const double> source, std::span<double> out) const {
  const Eigen::Map<const Eigen::VectorXd> right(source.data(),
                                                static_cast<Eigen::Index>(source.size()));
  const Eigen::VectorXd solution = factor_->cholesky.solve(right);
  std::copy(solution.begin(), solution.end(), out.begin());
}

}  // namespace cytotwin
