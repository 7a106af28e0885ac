#pragma once

#include <cstddef>

#include "agents/fields/line_propagator.h"

namespace cytotwin {

// Kernels over a block of up to sweep_lanes lines; blocks are stored at i * sweep_lanes + lane.
// All lanes of a block are computed; those without a line hold zeros.

/// Loads lines along y or z: lane l of element i is field[i * pitch + l] * scale + shift.
/// @return sum of what was read, before scale and shift
double load_across(const double* field, std::size_t pitch, std::size_t size, std::size_t lanes,
                   double scale, double shift, double* block);

/// Loads lines along x: lane l of element i is field[l * pitch + i] * scale + shift; same sum.
double load_along(const double* field, std::size_t pitch, std::size_t size, std::size_t lanes,
                  double scale, double shift, double* block);

/// Stores block * scale + shift the other way round; the sum is of the block before.
double store_across(const double* block, std::size_t pitch, std::size_t size, std::size_t lanes,
                    double scale, double shift, double* field);
double store_along(const double* block, std::size_t pitch, std::size_t size, std::size_t lanes,
                   double scale, double shift, double* field);

/// One step of diffusion of the lanes [first, last) of a block with `lanes` lines, from `before` to
/// `after`, limited to >= 0. Fast when all its lines share the propagator.
void propagate(const LinePropagator& line, std::size_t first, std::size_t last, std::size_t lanes,
               const double* before, double* after);

}  // namespace cytotwin
