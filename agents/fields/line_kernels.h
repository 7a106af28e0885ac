#pragma once

#include <cstddef>

#include "agents/fields/line_propagator.h"

namespace cytotwin {

// Kernels over a block of up to sweep_lanes lines; blocks are stored at i * sweep_lanes + lane.
// All lanes of a block are computed; those without a line hold zeros.

/// Loads lines along y or z: lane l of element i is field[i * pitch + l]; returns their sum.
double load_across(const double* field, std::size_t pitch, std::size_t size, std::size_t lanes,
                   double* block);

/// Loads lines along x: lane l of element i is field[l * pitch + i]; returns their sum.
double load_along(const double* field, std::size_t pitch, std::size_t size, std::size_t lanes,
                  double* block);

/// Stores a block the other way round; returns its sum.
double store_across(const double* block, std::size_t pitch, std::size_t size, std::size_t lanes,
                    double* field);
double store_along(const double* block, std::size_t pitch, std::size_t size, std::size_t lanes,
                   double* field);

/// One step of the lanes [first, last) of a block with `lanes` lines, from `before` to `after`,
/// limited to >= 0. Fast when all its lines share the propagator.
/// @return exposure of limited lanes beyond their lane_exposure [unit min]
double propagate(const LinePropagator& line, std::size_t first, std::size_t last, std::size_t lanes,
                 const double* before, double* after);

/// Sum of the exposure of a lane's free voxels, from c0 and c1 (see LinePropagator).
double lane_exposure(const LinePropagator& line, const double* before, const double* after);

}  // namespace cytotwin
