#pragma once

#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "agents/vessels/rheology.h"
#include "agents/vessels/vessel_graph.h"

namespace cytotwin::test {

/// A graph from segments alone; nodes lie in a row 100 um apart.
inline VesselGraph graph_of(std::size_t nodes, std::vector<VesselSegment> segments,
                            std::vector<VesselTerminal> terminals) {
  VesselGraph graph;
  for (std::size_t n = 0; n < nodes; ++n) {
    graph.nodes.push_back({100.0 * static_cast<double>(n), 0, 54});
  }
  graph.segments = std::move(segments);
  graph.terminals = std::move(terminals);
  return graph;
}

inline VesselSegment vessel(std::uint32_t from, std::uint32_t to, double diameter = 6,
                            double length = 100) {
  return {from, to, diameter, length, Plexus::superficial, VesselStatus::open};
}

/// Hagen and Poiseuille's conductance [um^3/(s mmHg)], from the law itself.
inline double conductance(double diameter, double length, double haematocrit) {
  const double viscosity = 1.05e-3 * relative_viscosity(diameter, haematocrit);  // [Pa s]
  return std::numbers::pi * std::pow(diameter, 4) / (128 * viscosity * length) * 133.322;
}

}  // namespace cytotwin::test
