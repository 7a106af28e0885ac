#include "agents/retina/open_border.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "agents/vessels/network_flow.h"

namespace cytotwin {

namespace {

constexpr double most_haematocrit = 0.8;  // that a terminal may have

bool beside(const PatchBorder& border, Vec3 node) {
  const double distance = std::min(
      {node.x - border.left, border.right - node.x, node.y - border.bottom, border.top - node.y});
  return distance <= border.margin;
}

// Of the blood at a node: mean of its segments by flow.
double haematocrit_at(const VesselGraph& graph, const NetworkFlow& flow,
                      const SegmentsOfNodes& around, std::uint32_t node) {
  double cells = 0, blood = 0;
  for (const std::uint32_t* s = around.begin(node); s != around.end(node); ++s) {
    if (!graph.segments[*s].is_open()) continue;
    cells += std::abs(flow.flow[*s]) * flow.haematocrit[*s];
    blood += std::abs(flow.flow[*s]);
  }
  return blood > 0 ? cells / blood : 0;
}

bool is_capillary_node(const VesselGraph& graph, const SegmentsOfNodes& around,
                       std::uint32_t node) {
  return around.count(node) > 0 &&
         std::all_of(around.begin(node), around.end(node),
                     [&](std::uint32_t s) { return graph.segments[s].plexus != Plexus::arcade; });
}

}  // namespace

void open_border(VesselGraph& graph, const PatchBorder& border, double oxygen) {
  NetworkFlow flow;
  FlowSolver(graph, {2e-3, 400}).solve(graph, flow);
  const SegmentsOfNodes around(graph);
  std::set<std::uint32_t> taken;
  for (const VesselTerminal& terminal : graph.terminals) taken.insert(terminal.node);
  for (std::uint32_t node = 0; node < graph.nodes.size(); ++node) {
    if (taken.contains(node) || !beside(border, graph.nodes[node]) ||
        !is_capillary_node(graph, around, node))
      continue;
    VesselTerminal& terminal = graph.terminals.emplace_back();
    terminal.node = node;
    terminal.pressure = flow.pressure[node];
    terminal.haematocrit = std::min(haematocrit_at(graph, flow, around, node), most_haematocrit);
    terminal.oxygen = oxygen;
  }
}

}  // namespace cytotwin
