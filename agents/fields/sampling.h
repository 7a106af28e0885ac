#pragma once

#include <span>
#include <vector>

#include "core/grid.h"
#include "core/parallel.h"
#include "core/vec3.h"

namespace cytotwin {

// Fields have shape (nz, ny, nx), x fastest. A point outside the grid sees the nearest voxel.

/// Concentration of the voxel that holds each point: the value a cell takes up from and gives to,
/// so what budgets and thresholds of uptake are to use.
/// @throws std::invalid_argument if a size differs from the grid's or from x, naming both
void sample_voxels(const Grid& grid, std::span<const double> field, std::span<const double> x,
                   std::span<const double> y, std::span<const double> z, std::span<double> values,
                   const Workers& workers);

/// Trilinear interpolation between voxel centres, constant beyond the outermost centres: what a
/// signal is to use, because it does not jump when a cell crosses into the next voxel.
/// @throws std::invalid_argument as sample_voxels
void sample_trilinear(const Grid& grid, std::span<const double> field, std::span<const double> x,
                      std::span<const double> y, std::span<const double> z,
                      std::span<double> values, const Workers& workers);

/// Gradient [unit/um] at a voxel: central differences, one-sided at faces, 0 along an axis of one
/// voxel.
Vec3 gradient_at_voxel(const Grid& grid, std::span<const double> field, std::size_t voxel);

/// Gradient [unit/um] of the voxel that holds a point.
Vec3 gradient_at(const Grid& grid, std::span<const double> field, Vec3 point);

/// Gradients of the voxels that hold the points, into one span a component.
/// @throws std::invalid_argument as sample_voxels
struct GradientSpans {
  std::span<double> x, y, z;
};
void sample_gradients(const Grid& grid, std::span<const double> field, std::span<const double> x,
                      std::span<const double> y, std::span<const double> z,
                      const GradientSpans& gradients, const Workers& workers);

}  // namespace cytotwin
