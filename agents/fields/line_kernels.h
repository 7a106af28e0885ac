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

// The two halves of a solution, over rows [begin, end) of all lanes. A result's rows that others
// need hold what those left there. Substitution lowers `lowest` to the least value of each lane.

/// L y = right-hand side, row by row from the row after `begin - 1`.
void eliminate_down(const LinePropagator& line, std::size_t begin, std::size_t end,
                    const double* before, double* result);
/// L^T c = y / D, from the row before `end`.
void substitute_up(const LinePropagator& line, std::size_t begin, std::size_t end, double* result,
                   double* lowest);
/// The same with the factors from the other end.
void eliminate_up(const LinePropagator& line, std::size_t begin, std::size_t end,
                  const double* before, double* result);
void substitute_down(const LinePropagator& line, std::size_t begin, std::size_t end, double* result,
                     double* lowest);

/// One step of the lanes [first, last) of a block with `lanes` lines, from `before` to `after`,
/// limited to >= 0. Fast when all its lines share the propagator.
/// @return exposure of limited lanes beyond their lane_exposure [unit min]
double propagate(const LinePropagator& line, std::size_t first, std::size_t last, std::size_t lanes,
                 const double* before, double* after);

/// Sum of the exposure of a lane's free voxels, from c0 and c1 (see LinePropagator).
double lane_exposure(const LinePropagator& line, const double* before, const double* after);

}  // namespace cytotwin
