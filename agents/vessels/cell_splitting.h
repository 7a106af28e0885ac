#pragma once

#include <cstdint>
#include <vector>

#include "agents/vessels/network_flow.h"
#include "agents/vessels/vessel_graph.h"

namespace cytotwin {

/// Nodes of a network from the highest to the lowest pressure: blood comes to a node only from
/// nodes before it. Equal pressures in the order of nodes.
void order_downstream(const NetworkFlow& flow, std::vector<std::uint32_t>& order);

/// Flow below this share of what goes through the network is round-off: it carries nothing.
inline constexpr double standing_share = 1e-10;
/// What enters the network through terminals [um^3/s].
double flow_through(const VesselGraph& graph, const NetworkFlow& flow);

/// Carries red cells downstream and divides them where vessels divide.
class CellSplitting {
 public:
  explicit CellSplitting(const VesselGraph& graph);

  /// @param haematocrit  out: of each segment; as in `flow` where blood stands
  void split(const VesselGraph& graph, const NetworkFlow& flow, std::vector<double>& haematocrit);

 private:
  void divide(const VesselGraph& graph, std::uint32_t node, double standing,
              const NetworkFlow& flow, std::vector<double>& haematocrit);

  SegmentsOfNodes around_;
  std::vector<double> entering_;  ///< haematocrit outside each node, where it is a terminal
  std::vector<std::uint32_t> order_, out_;
};

}  // namespace cytotwin
