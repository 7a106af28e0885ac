#include "agents/vessels/cell_splitting.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agents/vessels/rheology.h"

namespace cytotwin {
namespace {

constexpr double densest = 0.9;  // haematocrit of a vessel

}  // namespace

void order_downstream(const NetworkFlow& flow, std::vector<std::uint32_t>& order) {
  order.resize(flow.pressure.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return flow.pressure[a] != flow.pressure[b] ? flow.pressure[a] > flow.pressure[b] : a < b;
  });
}

double flow_through(const VesselGraph& graph, const NetworkFlow& flow) {
  std::vector<double> net(graph.nodes.size(), 0);
  for (std::size_t s = 0; s < graph.segments.size(); ++s) {
    net[graph.segments[s].from] += flow.flow[s];
    net[graph.segments[s].to] -= flow.flow[s];
  }
  double through = 0;
  for (const VesselTerminal& terminal : graph.terminals)
    through += std::max(0.0, net[terminal.node]);
  return through;
}

CellSplitting::CellSplitting(const VesselGraph& graph)
    : around_(graph), entering_(graph.nodes.size(), 0) {}

void CellSplitting::split(const VesselGraph& graph, const NetworkFlow& flow,
                          std::vector<double>& haematocrit) {
  for (const VesselTerminal& terminal : graph.terminals) {
    entering_[terminal.node] = terminal.haematocrit;
  }
  order_downstream(flow, order_);
  haematocrit = flow.haematocrit;
  const double standing = standing_share * flow_through(graph, flow);
  for (const std::uint32_t node : order_) divide(graph, node, standing, flow, haematocrit);
}

void CellSplitting::divide(const VesselGraph& graph, std::uint32_t node, double standing,
                           const NetworkFlow& flow, std::vector<double>& haematocrit) {
  out_.clear();
  double coming = 0, cells = 0, going = 0, widest = 0, parent = 0;
  for (const std::uint32_t* s = around_.begin(node); s != around_.end(node); ++s) {
    const double outward = graph.segments[*s].from == node ? flow.flow[*s] : -flow.flow[*s];
    if (std::abs(outward) <= standing) continue;
    if (outward > 0) {
      out_.push_back(*s);
      going += outward;
      continue;
    }
    coming -= outward;
    cells -= outward * haematocrit[*s];
    if (-outward > widest) {
      widest = -outward;
      parent = graph.segments[*s].diameter;
    }
  }
  if (out_.empty()) return;
  // Only a terminal's net is more than round-off.
  if (going > coming + standing) {
    cells += (going - coming) * entering_[node];
    coming = going;
  }
  const double mixed = cells / coming;
  const bool divides = out_.size() == 2 && parent > 0 && mixed > 0;
  if (!divides) {
    for (const std::uint32_t s : out_) haematocrit[s] = mixed;
    return;
  }
  const double first = std::abs(flow.flow[out_[0]]), second = std::abs(flow.flow[out_[1]]);
  const double brought = mixed * (first + second);
  double share = cell_share(first / (first + second), parent, graph.segments[out_[0]].diameter,
                            graph.segments[out_[1]].diameter, mixed);
  // Cells that find no room go the other way, where there are fewer than in the parent.
  share = std::max(share, 1 - densest * second / brought);
  share = std::min(share, densest * first / brought);
  haematocrit[out_[0]] = share * brought / first;
  haematocrit[out_[1]] = (1 - share) * brought / second;
}

}  // namespace cytotwin
