#include "agents/retina/hypoxia.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cytotwin {

double VegfConstants::hypoxia(double pressure) const {
  return 1 / (1 + std::pow(std::max(pressure, 0.0) / half_pressure, power));
}

VegfMap::VegfMap(const ColumnGrid& grid, const VegfConstants& constants)
    : constants_(constants), screen_(grid, constants.spread), level_(grid.size(), 1) {}

void VegfMap::solve(std::span<const double> pressure, std::span<const double> sources) {
  const double healthy = constants_.healthy_secretion();
  for (std::size_t c = 0; c < level_.size(); ++c)
    level_[c] = sources[c] * constants_.secretion(pressure[c]) / healthy;
  secretion_ratio_ =
      std::accumulate(level_.begin(), level_.end(), 0.0) / static_cast<double>(level_.size());
  screen_.spread(level_, level_);
}

double VegfMap::excess(std::size_t column, double free) const {
  const double most = (1 + constants_.fold) / constants_.healthy_secretion();
  return std::clamp((level_[column] * free - 1) / (most - 1), 0.0, 1.0);
}

}  // namespace cytotwin
