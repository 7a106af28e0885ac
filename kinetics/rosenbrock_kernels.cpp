#include "kinetics/rosenbrock_kernels.h"

#include <cmath>

#include "core/simd.h"

namespace cytotwin::rosenbrock {

CYTOTWIN_SIMD
void negate_into(const double* from, const std::uint32_t* places, std::size_t entries, double* to) {
  for (std::size_t e = 0; e < entries; ++e) {
    for (std::size_t l = 0; l < lanes; ++l) to[places[e] * lanes + l] = -from[e * lanes + l];
  }
}

CYTOTWIN_SIMD
void add_to_diagonal(const std::uint32_t* diagonal, std::size_t size, const double* value,
                     double* matrix) {
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t l = 0; l < lanes; ++l) matrix[diagonal[i] * lanes + l] += value[l];
  }
}

CYTOTWIN_SIMD
void add_stages(std::size_t values, const double* base, const double* const* k,
                const double* factor, std::size_t count, double* __restrict to) {
  for (std::size_t p = 0; p < values; p += lanes) {
    double sum[lanes];
    for (std::size_t l = 0; l < lanes; ++l) sum[l] = base[p + l];
    for (std::size_t j = 0; j < count; ++j) {
      for (std::size_t l = 0; l < lanes; ++l) sum[l] += factor[j] * k[j][p + l];
    }
    for (std::size_t l = 0; l < lanes; ++l) to[p + l] = sum[l];
  }
}

CYTOTWIN_SIMD
void right_side(std::size_t values, const double* rates, const double* slopes, const double* h,
                double share, const double* const* k, const double* factor, std::size_t count,
                double* __restrict to) {
  double per_step[lanes], of_slope[lanes];
  for (std::size_t l = 0; l < lanes; ++l) per_step[l] = 1 / h[l];
  for (std::size_t l = 0; l < lanes; ++l) of_slope[l] = share * h[l];
  for (std::size_t p = 0; p < values; p += lanes) {
    double sum[lanes] = {};
    for (std::size_t j = 0; j < count; ++j) {
      for (std::size_t l = 0; l < lanes; ++l) sum[l] += factor[j] * k[j][p + l];
    }
    for (std::size_t l = 0; l < lanes; ++l) {
      to[p + l] = rates[p + l] + of_slope[l] * slopes[p + l] + sum[l] * per_step[l];
    }
  }
}

CYTOTWIN_SIMD
void add_product(std::size_t size, const double* by, const double* factor, double* __restrict to) {
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t l = 0; l < lanes; ++l) to[i * lanes + l] += by[l] * factor[i * lanes + l];
  }
}

CYTOTWIN_SIMD
void add_flaws(const double* values, std::size_t rows, double* __restrict sum) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t l = 0; l < lanes; ++l) sum[l] += values[r * lanes + l] * 0;
  }
}

CYTOTWIN_SIMD
void determinant_sign(const std::uint32_t* diagonal, std::size_t size, const double* matrix,
                      double* __restrict sign) {
  for (std::size_t l = 0; l < lanes; ++l) sign[l] = 1;
  for (std::size_t i = 0; i < size; ++i) {
    const double* pivot = matrix + diagonal[i] * lanes;
    for (std::size_t l = 0; l < lanes; ++l) sign[l] = pivot[l] < 0 ? -sign[l] : sign[l];
  }
}

CYTOTWIN_SIMD
void worst_error(std::size_t size, const double* y, const double* next, const double* error,
                 const double* absolute, double relative, const std::uint8_t* is_amount,
                 double* worst) {
  for (std::size_t l = 0; l < lanes; ++l) worst[l] = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const double below = is_amount[i] != 0 ? -1 / (allowed_below * absolute[i]) : 0;
    for (std::size_t l = 0; l < lanes; ++l) {
      const std::size_t p = i * lanes + l;
      const double before = std::fabs(y[p]), after = std::fabs(next[p]);
      const double scale = absolute[i] + relative * (before > after ? before : after);
      double share = std::fabs(error[p]) / scale;
      share = next[p] * below > share ? next[p] * below : share;
      worst[l] = share > worst[l] || share != share ? share : worst[l];
    }
  }
}

}  // namespace cytotwin::rosenbrock
