#include "agents/fields/conjugate_gradients.h"

#include <cmath>

#include "core/simd.h"

namespace cytotwin {

namespace {

constexpr std::size_t dot_lanes = 8;  // sums that run side by side, in a fixed order

double total(const double* sums) {
  double sum = 0;
  for (std::size_t l = 0; l < dot_lanes; ++l) sum += sums[l];
  return sum;
}

CYTOTWIN_SIMD
double dot_range(const double* __restrict a, const double* __restrict b, std::size_t size) {
  double sums[dot_lanes] = {};
  std::size_t i = 0;
  for (; i + dot_lanes <= size; i += dot_lanes) {
    for (std::size_t l = 0; l < dot_lanes; ++l) sums[l] += a[i + l] * b[i + l];
  }
  for (; i < size; ++i) sums[0] += a[i] * b[i];
  return total(sums);
}

CYTOTWIN_SIMD
double sum_range(const double* __restrict a, std::size_t size) {
  double sums[dot_lanes] = {};
  std::size_t i = 0;
  for (; i + dot_lanes <= size; i += dot_lanes) {
    for (std::size_t l = 0; l < dot_lanes; ++l) sums[l] += a[i + l];
  }
  for (; i < size; ++i) sums[0] += a[i];
  return total(sums);
}

/// residual = free (residual - step image); its square.
CYTOTWIN_SIMD
double reduce_range(const double* __restrict image, const double* __restrict free, double step,
                    double* __restrict residual, std::size_t size) {
  double sums[dot_lanes] = {};
  std::size_t i = 0;
  for (; i + dot_lanes <= size; i += dot_lanes) {
    for (std::size_t l = 0; l < dot_lanes; ++l) {
      const double value = free[i + l] * (residual[i + l] - step * image[i + l]);
      residual[i + l] = value;
      sums[l] += value * value;
    }
  }
  for (; i < size; ++i) {
    residual[i] = free[i] * (residual[i] - step * image[i]);
    sums[0] += residual[i] * residual[i];
  }
  return total(sums);
}

CYTOTWIN_SIMD
void add_range(double factor, const double* __restrict a, double* __restrict to, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) to[i] += factor * a[i];
}

CYTOTWIN_SIMD
void turn_range(double factor, const double* __restrict a, double* __restrict direction,
                std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) direction[i] = a[i] + factor * direction[i];
}

constexpr std::size_t task = 16384;  // values

double dot(const std::vector<double>& a, const std::vector<double>& b, const Workers& workers) {
  return workers.sum_blocks(a.size(), task, [&](std::size_t begin, std::size_t end) {
    return dot_range(a.data() + begin, b.data() + begin, end - begin);
  });
}

template <class Body>
void for_field_rows(const Grid& grid, const PaddedBox& box, const Workers& workers,
                    const Body& body) {
  const std::size_t nx = grid.count[0], ny = grid.count[1];
  workers.for_blocks(grid.count[2], box.planes_per_task(), [&](std::size_t begin, std::size_t end) {
    for (std::size_t row = begin * ny; row < end * ny; ++row) {
      body(row * nx, box.row(row % ny, row / ny));
    }
  });
}

}  // namespace

double field_sum(std::span<const double> field, const Workers& workers) {
  return workers.sum_blocks(field.size(), task, [&](std::size_t begin, std::size_t end) {
    return sum_range(field.data() + begin, end - begin);
  });
}

ConjugateGradients::ConjugateGradients(const Grid& grid) : grid_(grid), box_{grid.count} {
  for (auto* values : {&residual_, &direction_, &image_, &preconditioned_}) {
    values->resize(box_.size());
  }
}

/// Residual of the field; returns its square.
double ConjugateGradients::start(const Multigrid& multigrid, const std::vector<double>& b,
                                 const std::vector<double>& free, std::span<const double> field,
                                 const Workers& workers) {
  const std::size_t nx = grid_.count[0];
  for_field_rows(grid_, box_, workers, [&](std::size_t voxel, std::size_t at) {
    for (std::size_t i = 0; i < nx; ++i) direction_[at + i] = free[at + i] * field[voxel + i];
  });
  apply(multigrid.fine(), direction_.data(), image_.data(), workers);
  residual_ = b;
  return workers.sum_blocks(b.size(), task, [&](std::size_t begin, std::size_t end) {
    return reduce_range(image_.data() + begin, free.data() + begin, 1, residual_.data() + begin,
                        end - begin);
  });
}

ConjugateGradients::Report ConjugateGradients::solve(
    Multigrid& multigrid, const std::vector<double>& b, const std::vector<double>& free,
    std::span<double> field, double tolerance, unsigned max_iterations, const Workers& workers) {
  const std::size_t nx = grid_.count[0];
  double norm = std::sqrt(start(multigrid, b, free, field, workers));
  double reference = std::sqrt(dot(b, b, workers));
  // Nothing comes in: the equilibrium is 0, and the start is the only scale there is.
  if (reference == 0) reference = norm;
  if (reference == 0) return {0, 0};
  unsigned done = 0;
  double last = 0;
  for (; norm > tolerance * reference && done < max_iterations; ++done) {
    multigrid.precondition(residual_, norm, preconditioned_, workers);
    const double slope = dot(residual_, preconditioned_, workers);
    if (done == 0) {
      direction_ = preconditioned_;
    } else {
      // (r_new - r_old) . z with r_new - r_old = -step x image: image_ already holds the product.
      const double turn = -last * dot(image_, preconditioned_, workers);
      workers.for_blocks(box_.size(), task, [&](std::size_t begin, std::size_t end) {
        turn_range(turn, preconditioned_.data() + begin, direction_.data() + begin, end - begin);
      });
    }
    const double curvature = apply(multigrid.fine(), direction_.data(), image_.data(), workers);
    const double step = slope / curvature;
    last = 1 / curvature;
    for_field_rows(grid_, box_, workers, [&](std::size_t voxel, std::size_t at) {
      add_range(step, direction_.data() + at, field.data() + voxel, nx);
    });
    norm = std::sqrt(workers.sum_blocks(box_.size(), task, [&](std::size_t begin, std::size_t end) {
      return reduce_range(image_.data() + begin, free.data() + begin, step,
                          residual_.data() + begin, end - begin);
    }));
  }
  return {norm / reference, done};
}

}  // namespace cytotwin
