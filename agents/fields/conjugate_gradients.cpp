#include "agents/fields/conjugate_gradients.h"

#include <algorithm>
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

struct Products {
  double with_residual, with_image;
};

/// Products of a single-precision vector with two others.
CYTOTWIN_SIMD
Products products_range(const double* __restrict residual, const double* __restrict image,
                        const float* __restrict u, std::size_t size) {
  double sums[dot_lanes] = {}, others[dot_lanes] = {};
  std::size_t i = 0;
  for (; i + dot_lanes <= size; i += dot_lanes) {
    for (std::size_t l = 0; l < dot_lanes; ++l) {
      const double value = u[i + l];
      sums[l] += value * residual[i + l];
      others[l] += value * image[i + l];
    }
  }
  for (; i < size; ++i) {
    const double value = u[i];
    sums[0] += value * residual[i];
    others[0] += value * image[i];
  }
  return {total(sums), total(others)};
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

/// residual = free (residual - step image), also scaled into single precision; its square.
CYTOTWIN_SIMD
double reduce_range(const double* __restrict image, const double* __restrict free, double step,
                    double* __restrict residual, double scale, float* __restrict scaled,
                    std::size_t size) {
  double sums[dot_lanes] = {};
  std::size_t i = 0;
  for (; i + dot_lanes <= size; i += dot_lanes) {
    for (std::size_t l = 0; l < dot_lanes; ++l) {
      const double value = free[i + l] * (residual[i + l] - step * image[i + l]);
      residual[i + l] = value;
      scaled[i + l] = static_cast<float>(scale * value);
      sums[l] += value * value;
    }
  }
  for (; i < size; ++i) {
    residual[i] = free[i] * (residual[i] - step * image[i]);
    scaled[i] = static_cast<float>(scale * residual[i]);
    sums[0] += residual[i] * residual[i];
  }
  return total(sums);
}

CYTOTWIN_SIMD
void add_range(double factor, const double* __restrict a, double* __restrict to, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) to[i] += factor * a[i];
}

CYTOTWIN_SIMD
void turn_range(double factor, const float* __restrict a, double* __restrict direction,
                std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    direction[i] = static_cast<double>(a[i]) + factor * direction[i];
  }
}

constexpr std::size_t values_per_task = 16384;

Products products(const std::vector<double>& residual, const std::vector<double>& image,
                  const std::vector<float>& u, const Workers& workers) {
  std::vector<Products> parts((u.size() + values_per_task - 1) / values_per_task);
  workers.for_blocks(u.size(), values_per_task, [&](std::size_t begin, std::size_t end) {
    parts[begin / values_per_task] = products_range(residual.data() + begin, image.data() + begin,
                                                    u.data() + begin, end - begin);
  });
  Products sum{0, 0};
  for (const Products& part : parts) {
    sum.with_residual += part.with_residual;
    sum.with_image += part.with_image;
  }
  return sum;
}

CYTOTWIN_SIMD
double square_range(const double* __restrict a, std::size_t size) {
  double sums[dot_lanes] = {};
  std::size_t i = 0;
  for (; i + dot_lanes <= size; i += dot_lanes) {
    for (std::size_t l = 0; l < dot_lanes; ++l) sums[l] += a[i + l] * a[i + l];
  }
  for (; i < size; ++i) sums[0] += a[i] * a[i];
  return total(sums);
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
  return workers.sum_blocks(field.size(), values_per_task, [&](std::size_t begin, std::size_t end) {
    return sum_range(field.data() + begin, end - begin);
  });
}

ConjugateGradients::ConjugateGradients(const Grid& grid) : grid_(grid), box_{grid.count} {
  for (auto* values : {&residual_, &direction_, &image_}) {
    values->resize(box_.size());
  }
}

/// Residual of the field, also scaled into the multigrid's right side; returns its square.
double ConjugateGradients::start(Multigrid& multigrid, const std::vector<double>& b,
                                 const std::vector<double>& free, std::span<const double> field,
                                 double scale, const Workers& workers) {
  const std::size_t nx = grid_.count[0];
  for_field_rows(grid_, box_, workers, [&](std::size_t voxel, std::size_t at) {
    for (std::size_t i = 0; i < nx; ++i) direction_[at + i] = free[at + i] * field[voxel + i];
  });
  apply(multigrid.fine(), direction_.data(), image_.data(), workers);
  float* scaled = multigrid.right_side().data();
  return workers.sum_blocks(b.size(), values_per_task, [&](std::size_t begin, std::size_t end) {
    std::copy(b.begin() + static_cast<std::ptrdiff_t>(begin),
              b.begin() + static_cast<std::ptrdiff_t>(end), residual_.data() + begin);
    return reduce_range(image_.data() + begin, free.data() + begin, 1, residual_.data() + begin,
                        scale, scaled + begin, end - begin);
  });
}

ConjugateGradients::Report ConjugateGradients::solve(
    Multigrid& multigrid, const std::vector<double>& b, const std::vector<double>& free,
    std::span<double> field, double tolerance, unsigned max_iterations, const Workers& workers) {
  const std::size_t nx = grid_.count[0];
  double reference = std::sqrt(
      workers.sum_blocks(b.size(), values_per_task, [&](std::size_t begin, std::size_t end) {
        return square_range(b.data() + begin, end - begin);
      }));
  // Keeps single precision in range; cancels out of the iteration.
  const double scale = reference > 0 ? 1 / reference : 1;
  double norm = std::sqrt(start(multigrid, b, free, field, scale, workers));
  // Nothing comes in: the equilibrium is 0, and the start is the only scale there is.
  if (reference == 0) reference = norm;
  if (reference == 0) return {0, 0};
  float* scaled = multigrid.right_side().data();
  unsigned done = 0;
  double last_curvature = 0;
  for (; norm > tolerance * reference && done < max_iterations; ++done) {
    const std::vector<float>& u = multigrid.precondition(workers);
    const Products with_u = products(residual_, image_, u, workers);
    // (r_new - r_old) . u with r_new - r_old = -step x image.
    const double turn = done == 0 ? 0 : -with_u.with_image / last_curvature;
    if (done == 0) std::fill(direction_.begin(), direction_.end(), 0.0);
    workers.for_blocks(box_.size(), values_per_task, [&](std::size_t begin, std::size_t end) {
      turn_range(turn, u.data() + begin, direction_.data() + begin, end - begin);
    });
    last_curvature = apply(multigrid.fine(), direction_.data(), image_.data(), workers);
    const double step = with_u.with_residual / last_curvature;
    for_field_rows(grid_, box_, workers, [&](std::size_t voxel, std::size_t at) {
      add_range(step, direction_.data() + at, field.data() + voxel, nx);
    });
    norm = std::sqrt(
        workers.sum_blocks(box_.size(), values_per_task, [&](std::size_t begin, std::size_t end) {
          return reduce_range(image_.data() + begin, free.data() + begin, step,
                              residual_.data() + begin, scale, scaled + begin, end - begin);
        }));
  }
  return {norm / reference, done};
}

}  // namespace cytotwin
