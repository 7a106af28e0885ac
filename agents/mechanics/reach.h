#pragma once

#include <cstddef>
#include <span>

#include "agents/cells/controlled.h"

namespace cytotwin {

/// How far cells reach for each other: two touch where their centres are closer than A r + A' r',
/// A the reach of each over its radius, its own where a behaviour sets it. Valid while the
/// population's columns stay where they are.
class Reach {
 public:
  Reach(const Population& cells, std::span<const CellType> types)
      : cells_(cells), reach_(cells, types, {ControlKind::reach, 0}) {}

  double of(std::size_t row) const { return reach_(row); }  ///< over the radius [-]
  bool holds(std::size_t a, std::size_t b) const {
    const double reach = reach_(a) * cells_.radius[a] + reach_(b) * cells_.radius[b];
    const Vec3 apart = cells_.position(b) - cells_.position(a);
    return dot(apart, apart) < reach * reach;
  }

 private:
  const Population& cells_;
  Controlled reach_;
};

}  // namespace cytotwin
