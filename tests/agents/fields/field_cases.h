#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "agents/fields/field_solver.h"
#include "agents/fields/substance.h"
#include "core/grid.h"
#include "core/random.h"

namespace cytotwin::field_cases {

/// A substance that only diffuses.
inline Substance diffusing(double diffusivity) {
  Substance substance;
  substance.diffusivity = diffusivity;
  substance.decay = 0;
  return substance;
}

inline FaceCondition held(double value) { return {FaceCondition::Kind::fixed_value, value}; }
inline FaceCondition flowing(double flux) { return {FaceCondition::Kind::flux, flux}; }

/// n voxels of a size along one axis, one along the others.
inline Grid line_grid(int axis, std::size_t n, double spacing) {
  Grid grid{{1, 1, 1}, {spacing, spacing, spacing}, {0, 0, 0}};
  grid.count[static_cast<std::size_t>(axis)] = n;
  return grid;
}

/// Values uniform in [0, scale), the same in every run.
inline std::vector<double> random_values(std::size_t size, double scale, std::uint64_t seed) {
  RandomStream random(seed, 0, 0, Purpose::placement);
  std::vector<double> values(size);
  for (double& value : values) value = scale * random.uniform();
  return values;
}

/// Long double, so that the sum itself costs no digits that a test could miss.
inline double mass(const Grid& grid, const std::vector<double>& field) {
  long double sum = 0;
  for (const double value : field) sum += value;
  return static_cast<double>(sum) * grid.voxel_volume();
}

inline double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

inline FieldBudget run(FieldSolver& solver, std::vector<double>& field, std::uint64_t steps,
                       const Workers& workers) {
  FieldBudget total;
  for (std::uint64_t n = 0; n < steps; ++n) total += solver.advance(field, n, workers);
  return total;
}

}  // namespace cytotwin::field_cases
