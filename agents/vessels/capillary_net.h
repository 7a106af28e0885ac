#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "agents/vessels/vessel_graph.h"
#include "agents/vessels/vessel_nets.h"

namespace cytotwin {

/// Appends a honeycomb of capillaries to a graph: jittered nodes, edges left out at random, dead
/// ends and parts beside the largest one dropped.
/// @param keep   whether a place may have capillaries
/// @param depth  z of a node at a place [um]
/// @return nodes of the net, in the graph
std::vector<std::uint32_t> add_capillary_net(VesselGraph& graph, const MaculaPatch& patch,
                                             Plexus plexus, std::uint64_t seed,
                                             const std::function<bool(double, double)>& keep,
                                             const std::function<double(double, double)>& depth);

/// Finds the nearest of a set of nodes, seen from the front.
class NearestNode {
 public:
  NearestNode(const VesselGraph& graph, const std::vector<std::uint32_t>& nodes, double size,
              double cell);
  /// @return the node; the lowest of several at the same distance
  std::uint32_t find(double x, double y) const;

 private:
  std::size_t bin_at(double value) const;
  const VesselGraph& graph_;
  double cell_;
  std::size_t bins_;
  std::vector<std::vector<std::uint32_t>> members_;
};

/// Appends a segment as long as the straight way between its nodes, times a winding of at least 1.
void add_segment(VesselGraph& graph, std::uint32_t from, std::uint32_t to, double diameter,
                 Plexus plexus, double winding = 1);

}  // namespace cytotwin
