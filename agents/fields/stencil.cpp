#include "agents/fields/stencil.h"

#include <algorithm>

#include "core/simd.h"

namespace cytotwin {

namespace {

/// What a row of voxels sees of the row itself and its four neighbours.
template <class Real>
struct StencilRow {
  const Real *diagonal, *width, *transfer;
  const Real *own, *south, *north, *down, *up;
  Real area;                                ///< of faces across x [um^2]
  Real to_south, to_north, to_down, to_up;  ///< conductance per width along x [um^2/min]

  // Inlined so that it is compiled for each processor with its caller.
  __attribute__((always_inline)) Real apply(std::size_t i) const {
    const Real along = area * (transfer[i] * own[i - 1] + transfer[i + 1] * own[i + 1]);
    const Real across =
        to_south * south[i] + to_north * north[i] + (to_down * down[i] + to_up * up[i]);
    return diagonal[i] * own[i] - along - width[i] * across;
  }
};

template <class Real>
StencilRow<Real> row_of(const Stencil<Real>& stencil, const Real* u, std::size_t j, std::size_t k) {
  const std::size_t at = stencil.box.row(j, k);
  const Real wy = stencil.width[1][j], wz = stencil.width[2][k];
  const auto &ty = stencil.transfer[1], &tz = stencil.transfer[2];
  const Real* own = u + at;
  return {stencil.diagonal.data() + at,
          stencil.width[0].data(),
          stencil.transfer[0].data(),
          own,
          own - stencil.box.row_pitch(),
          own + stencil.box.row_pitch(),
          own - stencil.box.plane_pitch(),
          own + stencil.box.plane_pitch(),
          wy * wz,
          ty[j] * wz,
          ty[j + 1] * wz,
          tz[k] * wy,
          tz[k + 1] * wy};
}

CYTOTWIN_SIMD
double apply_row(const StencilRow<double>& row, std::size_t size, double* __restrict result) {
  // Eight sums in a fixed order, so that they run side by side.
  constexpr std::size_t lanes = 8;
  double sums[lanes] = {};
  std::size_t i = 0;
  for (; i + lanes <= size; i += lanes) {
    for (std::size_t l = 0; l < lanes; ++l) {
      const double value = row.apply(i + l);
      result[i + l] = value;
      sums[l] += value * row.own[i + l];
    }
  }
  for (; i < size; ++i) {
    result[i] = row.apply(i);
    sums[0] += result[i] * row.own[i];
  }
  double sum = 0;
  for (const double part : sums) sum += part;
  return sum;
}

CYTOTWIN_SIMD
void relax_row(const StencilRow<float>& row, std::size_t size, const float* __restrict inverse,
               const float* __restrict b, float weight, float* __restrict result) {
  for (std::size_t i = 0; i < size; ++i) {
    result[i] = row.own[i] + weight * inverse[i] * (b[i] - row.apply(i));
  }
}

CYTOTWIN_SIMD
void residual_row(const StencilRow<float>& row, std::size_t size, const float* __restrict inverse,
                  const float* __restrict b, float* __restrict result) {
  for (std::size_t i = 0; i < size; ++i) {
    const float free = inverse[i] == 0 ? 0.0F : 1.0F;
    result[i] = free * (b[i] - row.apply(i));
  }
}

template <class Body>
void for_rows(const PaddedBox& box, const Workers& workers, const Body& body) {
  workers.for_blocks(box.count[2], box.planes_per_task(), [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      for (std::size_t j = 0; j < box.count[1]; ++j) body(j, k);
    }
  });
}

}  // namespace

std::size_t PaddedBox::planes_per_task() const {
  constexpr std::size_t worth_a_task = 8192;  // voxels: some microseconds of work
  return std::max<std::size_t>(1, worth_a_task / (count[0] * count[1]));
}

double apply(const Stencil<double>& stencil, const double* u, double* result,
             const Workers& workers) {
  const PaddedBox& box = stencil.box;
  return workers.sum_blocks(
      box.count[2], box.planes_per_task(), [&](std::size_t begin, std::size_t end) {
        double sum = 0;
        for (std::size_t k = begin; k < end; ++k) {
          for (std::size_t j = 0; j < box.count[1]; ++j) {
            sum += apply_row(row_of(stencil, u, j, k), box.count[0], result + box.row(j, k));
          }
        }
        return sum;
      });
}

void relax(const Stencil<float>& stencil, const float* inverse, const float* b, float weight,
           const float* u, float* result, const Workers& workers) {
  const PaddedBox& box = stencil.box;
  for_rows(box, workers, [&](std::size_t j, std::size_t k) {
    const std::size_t at = box.row(j, k);
    relax_row(row_of(stencil, u, j, k), box.count[0], inverse + at, b + at, weight, result + at);
  });
}

void residual(const Stencil<float>& stencil, const float* inverse, const float* b, const float* u,
              float* result, const Workers& workers) {
  const PaddedBox& box = stencil.box;
  for_rows(box, workers, [&](std::size_t j, std::size_t k) {
    const std::size_t at = box.row(j, k);
    residual_row(row_of(stencil, u, j, k), box.count[0], inverse + at, b + at, result + at);
  });
}

}  // namespace cytotwin
