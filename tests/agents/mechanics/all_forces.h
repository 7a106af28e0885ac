#pragma once

#include <algorithm>

#include "agents/mechanics/forces.h"

namespace cytotwin {

/// The forces of all rows, which come block by block; nobody is moved.
inline CellForces all_forces(Population& cells, const NeighbourList& list, const PairTable& pairs,
                             const Workers& workers, const CellCoefficients* own = nullptr) {
  CellForces all{0, cells.size(), {}, {}, {}, {}};
  for (auto* column : {&all.vx, &all.vy, &all.vz, &all.stiffness}) column->resize(cells.size());
  const auto keep = [&](const CellForces& some) {
    const auto put = [&](const std::vector<double>& from, std::vector<double>& to) {
      std::copy(from.begin(), from.end(), to.begin() + static_cast<std::ptrdiff_t>(some.first));
    };
    put(some.vx, all.vx);
    put(some.vy, all.vy);
    put(some.vz, all.vz);
    put(some.stiffness, all.stiffness);
    return 0;
  };
  cell_forces(cells, list, pairs, workers, keep, own);
  return all;
}

}  // namespace cytotwin
