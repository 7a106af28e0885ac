#include <algorithm>
#include <cmath>
#include <numbers>

#include "agents/vessels/cell_splitting.h"
#include "agents/vessels/network_flow.h"

namespace cytotwin {
namespace {

constexpr double perfused_speed = 10;  // [um/s]

double section(const VesselSegment& segment) {
  return std::numbers::pi / 4 * segment.diameter * segment.diameter;
}

double largest_imbalance(const VesselGraph& graph, const NetworkFlow& flow, bool cells) {
  std::vector<double> net(graph.nodes.size(), 0);
  for (std::size_t s = 0; s < graph.segments.size(); ++s) {
    const double carried = flow.flow[s] * (cells ? flow.haematocrit[s] : 1);
    net[graph.segments[s].from] += carried;
    net[graph.segments[s].to] -= carried;
  }
  double through = 0;
  for (const VesselTerminal& terminal : graph.terminals) {
    through += std::max(0.0, net[terminal.node]);
    net[terminal.node] = 0;
  }
  double largest = 0;
  for (const double value : net) largest = std::max(largest, std::abs(value));
  return through > 0 ? largest / through : largest;
}

}  // namespace

double flow_imbalance(const VesselGraph& graph, const NetworkFlow& flow) {
  return largest_imbalance(graph, flow, false);
}

double cell_imbalance(const VesselGraph& graph, const NetworkFlow& flow) {
  return largest_imbalance(graph, flow, true);
}

FlowSummary summarise(const VesselGraph& graph, const NetworkFlow& flow) {
  FlowSummary summary;
  summary.through = flow_through(graph, flow);
  double length = 0, by_length = 0, by_cells = 0, passing = 0, perfused = 0;
  for (std::size_t s = 0; s < graph.segments.size(); ++s) {
    const VesselSegment& segment = graph.segments[s];
    const double speed = std::abs(flow.flow[s]) / section(segment);
    if (segment.is_open()) summary.volume += section(segment) * segment.length;
    if (segment.plexus == Plexus::arcade) continue;
    length += segment.length;
    by_length += segment.length * speed;
    if (segment.is_open() && speed > perfused_speed) perfused += segment.length;
    if (segment.plexus != Plexus::superficial) continue;
    const double cells = std::abs(flow.flow[s]) * flow.haematocrit[s] * segment.length;
    passing += cells;
    by_cells += cells * speed;
  }
  if (summary.through > 0) summary.transit = summary.volume / summary.through;
  if (length > 0) {
    summary.capillary_speed = by_length / length;
    summary.perfused = perfused / length;
  }
  if (passing > 0) summary.cell_speed = by_cells / passing;
  return summary;
}

std::vector<unsigned char> perfused_segments(const VesselGraph& graph, const NetworkFlow& flow,
                                             double least_speed) {
  std::vector<unsigned char> perfused(graph.segments.size());
  for (std::size_t s = 0; s < perfused.size(); ++s) {
    const VesselSegment& segment = graph.segments[s];
    perfused[s] = segment.is_open() && std::abs(flow.flow[s]) > least_speed * section(segment);
  }
  return perfused;
}

}  // namespace cytotwin
