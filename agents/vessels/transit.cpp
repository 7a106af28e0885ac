#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "agents/vessels/cell_splitting.h"
#include "agents/vessels/network_flow.h"

namespace cytotwin {
namespace {

constexpr std::size_t bins = 400;

/// How much blood came to a place how long after it entered the network.
using Ages = std::vector<double>;

/// Adds `ages` later by a time; what falls beyond the last bin is left out. Between two bins it is
/// divided so that the mean is kept.
void add_later(Ages& to, const Ages& ages, double share, double bins_later) {
  if (to.empty()) to.assign(bins, 0);
  if (bins_later >= static_cast<double>(bins)) return;
  const auto whole = static_cast<std::size_t>(bins_later);
  const double part = bins_later - static_cast<double>(whole);
  for (std::size_t b = 0; b + whole + 1 < bins; ++b) {
    to[b + whole] += share * (1 - part) * ages[b];
    to[b + whole + 1] += share * part * ages[b];
  }
}

}  // namespace

double median_transit(const VesselGraph& graph, const NetworkFlow& flow, double longest) {
  const double bin = longest / static_cast<double>(bins);
  const double through = flow_through(graph, flow), standing = standing_share * through;
  const SegmentsOfNodes around(graph);
  std::vector<unsigned char> terminal(graph.nodes.size(), 0);
  for (const VesselTerminal& t : graph.terminals) terminal[t.node] = 1;
  std::vector<Ages> at(graph.nodes.size());
  Ages leaving(bins, 0);
  std::vector<std::uint32_t> order;
  order_downstream(flow, order);
  for (const std::uint32_t node : order) {
    double coming = 0, going = 0;
    for (const std::uint32_t* s = around.begin(node); s != around.end(node); ++s) {
      const double outward = graph.segments[*s].from == node ? flow.flow[*s] : -flow.flow[*s];
      (outward > 0 ? going : coming) += std::abs(outward);
    }
    Ages here = std::move(at[node]);
    if (here.empty()) here.assign(bins, 0);
    if (terminal[node] && going > coming) here[0] += going - coming;
    if (terminal[node] && coming > going) add_later(leaving, here, 1 - going / coming, 0);
    for (const std::uint32_t* s = around.begin(node); s != around.end(node); ++s) {
      const VesselSegment& segment = graph.segments[*s];
      const double outward = segment.from == node ? flow.flow[*s] : -flow.flow[*s];
      if (outward <= standing) continue;
      const double volume =
          std::numbers::pi / 4 * segment.diameter * segment.diameter * segment.length;
      add_later(at[segment.from == node ? segment.to : segment.from], here,
                outward / std::max(going, coming), volume / outward / bin);
    }
  }
  double sum = 0;
  for (std::size_t b = 0; b < bins; ++b) {
    sum += leaving[b];
    if (through > 0 && sum >= through / 2) return bin * static_cast<double>(b);
  }
  return longest;
}

}  // namespace cytotwin
