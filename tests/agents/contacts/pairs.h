#pragma once

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "agents/contacts/contact_step.h"
#include "agents/contacts/row_index.h"

namespace cytotwin {

/// Standard errors: a test of right code fails once in 1,000 seeds.
inline constexpr double bound = 3.3;

inline double binomial_error(double n, double p) { return std::sqrt(n * p * (1 - p)); }

/// Cells that do not move, and a step of the processes between them.
struct Neighbourhood {
  std::vector<CellType> types{2};
  Population cells;
  NeighbourList neighbours{1.25, 1.5};
  RowIndex rows;
  Workers workers{1};
  std::uint32_t steps = 0;
  double dt = 0.1;

  std::size_t add(std::uint16_t type, Vec3 at) { return cells.add(types[type], type, at); }
  /// Pairs of cells of two types, first `a` then `b`, 15 um apart and far from all others.
  void add_pairs(std::size_t count, std::uint16_t a, std::uint16_t b) {
    for (std::size_t k = 0; k < count; ++k) {
      const Vec3 at = {100.0 * static_cast<double>(k % 100), 100.0 * static_cast<double>(k / 100),
                       0};
      add(a, at);
      add(b, at + Vec3{15, 0, 0});
    }
  }
  /// To be called whenever rows came, went or changed place.
  void renew() {
    rows.rebuild(cells);
    neighbours.invalidate();
  }
  ContactStep next() {
    neighbours.update(cells, 0, workers);
    return {types, neighbours, rows, dt, steps++, 11};
  }
};

}  // namespace cytotwin
