#include "agents/mechanics/cell_coefficients.h"

#include <algorithm>
#include <cmath>

#include "agents/cells/controlled.h"

namespace cytotwin {
namespace {

constexpr std::size_t block = 1024;

Control of(ControlKind kind, std::size_t index = 0) {
  return {kind, static_cast<std::uint16_t>(index)};
}

std::vector<double> roots_of_stiffness(const Population& cells, std::span<const CellType> types) {
  std::vector<double> roots;
  roots.reserve(cells.size());
  for (const std::uint16_t type : cells.type) {
    roots.push_back(std::sqrt(types[type].mechanics.stiffness));
  }
  return roots;
}

}  // namespace

bool has_cell_coefficients(const Population& cells) {
  return is_controlled(cells, ControlKind::repulsion) ||
         is_controlled(cells, ControlKind::adhesion) ||
         is_controlled(cells, ControlKind::affinity) || is_controlled(cells, ControlKind::reach);
}

CellCoefficients cell_coefficients(const Population& cells, std::span<const CellType> types,
                                   ForceLaw law, const Workers& workers) {
  const std::size_t n = cells.size(), all = types.size();
  const bool springs = law == ForceLaw::linear_spring;
  CellCoefficients out;
  out.push = springs ? roots_of_stiffness(cells, types) : std::vector<double>(n);
  out.pull.resize(n);
  out.reach.resize(n);
  out.affinity.resize(n * all);
  const Controlled reach(cells, types, of(ControlKind::reach));
  const Controlled repulsion(cells, types, of(ControlKind::repulsion));
  const Controlled adhesion(cells, types, of(ControlKind::adhesion));
  std::vector<Controlled> affinity;
  for (std::size_t t = 0; t < all; ++t) {
    affinity.emplace_back(cells, types, of(ControlKind::affinity, t));
  }
  workers.for_blocks(n, block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      out.reach[i] = reach(i);
      if (springs) continue;
      out.push[i] = std::sqrt(repulsion(i));
      out.pull[i] = std::sqrt(adhesion(i));
      for (std::size_t t = 0; t < all; ++t) out.affinity[i * all + t] = std::sqrt(affinity[t](i));
    }
  });
  return out;
}

double largest_reach(const Population& cells, std::span<const CellType> types, double of_types,
                     const Workers& workers) {
  const Controlled reach(cells, types, of(ControlKind::reach));
  if (!reach.varies()) return of_types;
  return std::max(1.0,
                  workers.max_blocks(cells.size(), block, [&](std::size_t begin, std::size_t end) {
                    double largest = 0;
                    for (std::size_t i = begin; i < end; ++i) largest = std::max(largest, reach(i));
                    return largest;
                  }));
}

}  // namespace cytotwin
