#pragma once

#include <cstddef>
#include <vector>

namespace cytotwin {

/// Velocities that reach the cells from outside the pair law, one value a cell [um/min].
struct Drift {
  std::vector<double> x, y, z;

  bool empty() const { return x.empty(); }
  /// All cells at rest.
  void assign(std::size_t cells) {
    x.assign(cells, 0.0);
    y.assign(cells, 0.0);
    z.assign(cells, 0.0);
  }
};

}  // namespace cytotwin
