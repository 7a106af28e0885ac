#pragma once

#include <cstdint>
#include <vector>

#include "agents/cells/population.h"
#include "core/random.h"

namespace cytotwin {

/// A live cell of a radius; only what mechanics reads is set.
inline void add_ball(Population& cells, Vec3 position, double radius) {
  const std::size_t row = cells.add(CellType{}, 0, position);
  cells.radius[row] = radius;
}

/// n cells of radius low to high, uniform in a cube of an edge; drawn by id, so order is free.
inline Population random_balls(std::size_t n, double edge, double low, double high,
                               std::uint64_t seed) {
  Population cells;
  for (std::size_t i = 0; i < n; ++i) {
    RandomStream draw(seed, i, 0, Purpose::placement);
    const Vec3 at = {edge * draw.uniform(), edge * draw.uniform(), edge * draw.uniform()};
    add_ball(cells, at, low + (high - low) * draw.uniform());
  }
  return cells;
}

inline std::vector<CellType> one_type(MechanicsParameters parameters = {}) {
  std::vector<CellType> types(1);
  types[0].mechanics = parameters;
  return types;
}

}  // namespace cytotwin
