#include "agents/retina/hypoxia.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cytotwin {

double VegfConstants::hypoxia(double pressure) const {
  return 1 / (1 + std::pow(std::max(pressure, 0.0) / half_pressure, power));
}

VegfMap::VegfMap(const ColumnGrid& grid, const VegfConstants& constants,
                 std::span<const double> healthy)
    : constants_(constants), screen_(grid, constants.spread), level_(grid.size(), 1) {
  for (const double pressure : healthy) healthy_.push_back(constants.secretion(pressure));
  healthy_secretion_ = std::accumulate(healthy_.begin(), healthy_.end(), 0.0);
  screen_.spread(healthy_, healthy_);
}

void VegfMap::solve(std::span<const double> pressure, std::span<const double> sources) {
  for (std::size_t c = 0; c < level_.size(); ++c)
    level_[c] = sources[c] * constants_.secretion(pressure[c]);
  secretion_ratio_ = std::accumulate(level_.begin(), level_.end(), 0.0) / healthy_secretion_;
  screen_.spread(level_, level_);
  for (std::size_t c = 0; c < level_.size(); ++c) level_[c] /= healthy_[c];
}

double VegfMap::excess(std::size_t column, double free) const {
  const double most = (1 + constants_.fold) / healthy_[column];
  return std::clamp((level_[column] * free - 1) / (most - 1), 0.0, 1.0);
}

}  // namespace cytotwin
