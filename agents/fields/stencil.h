#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "core/parallel.h"

namespace cytotwin {

/// Boxes of voxels with a layer of zeros around them, so that a stencil needs no special rows.
struct PaddedBox {
  std::array<std::size_t, 3> count;
  std::size_t size() const { return (count[0] + 2) * (count[1] + 2) * (count[2] + 2); }
  /// Of voxel (0, j, k).
  std::size_t row(std::size_t j, std::size_t k) const {
    return 1 + (count[0] + 2) * (j + 1 + (count[1] + 2) * (k + 1));
  }
  std::size_t row_pitch() const { return count[0] + 2; }
  std::size_t plane_pitch() const { return (count[0] + 2) * (count[1] + 2); }
  /// Planes of constant z that make a task; depends on the box alone.
  std::size_t planes_per_task() const;
};

/// The finite-volume operator of steady diffusion on voxels whose widths may differ along an axis:
///   (A u)_i = diagonal_i u_i - sum over neighbours n of conductance_in u_n,
/// conductance = area D / distance of centres [um^3/min]. Values beyond the box and at masked
/// voxels are 0. Symmetric, positive semidefinite.
template <class Real>
struct Stencil {
  PaddedBox box;
  std::array<std::vector<Real>, 3> width;     ///< of voxels along an axis [um]
  std::array<std::vector<Real>, 3> transfer;  ///< D / distance from i-1 to i [um/min]; 0 at ends
  std::vector<Real> diagonal;                 ///< padded
};

// Passes over a whole box; every array is padded. In each the free voxels are those with a factor
// or mask other than 0; the others are left at 0.

/// result = A u; returns u . A u.
double apply(const Stencil<double>& stencil, const double* u, double* result,
             const Workers& workers);

/// result = u + weight inverse (b - A u): a step of damped Jacobi.
void relax(const Stencil<float>& stencil, const float* inverse, const float* b, float weight,
           const float* u, float* result, const Workers& workers);

/// result = b - A u where inverse is not 0, else 0.
void residual(const Stencil<float>& stencil, const float* inverse, const float* b, const float* u,
              float* result, const Workers& workers);

}  // namespace cytotwin
