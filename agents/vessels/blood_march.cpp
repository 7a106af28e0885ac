#include "agents/vessels/blood_march.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "agents/vessels/cell_splitting.h"

namespace cytotwin {

BloodMarch::BloodMarch(const VesselGraph& graph, const TissueMesh& mesh, const BloodOxygen& blood,
                       double permeability)
    : around_(graph),
      blood_(blood),
      permeability_(permeability),
      terminal_(graph.nodes.size(), -1),
      content_(graph.segments.size(), 0) {
  for (std::uint32_t s = 0; s < graph.segments.size(); ++s) {
    first_.push_back(static_cast<std::uint32_t>(voxel_.size()));
    cut(graph, mesh, s);
  }
  first_.push_back(static_cast<std::uint32_t>(voxel_.size()));
  guess_.assign(voxel_.size(), 30);
  conductance_.assign(voxel_.size(), 0);
  for (std::size_t t = 0; t < graph.terminals.size(); ++t) {
    terminal_[graph.terminals[t].node] = static_cast<std::int32_t>(t);
  }
}

void BloodMarch::cut(const VesselGraph& graph, const TissueMesh& mesh, std::uint32_t segment) {
  const Vec3& a = graph.nodes[graph.segments[segment].from];
  const Vec3& b = graph.nodes[graph.segments[segment].to];
  // Eighths of a voxel: finer than the mesh, so that voxels get their share within 1/8.
  const double fine = mesh.spacing / 8;
  const auto steps = static_cast<std::size_t>(std::max(1.0, std::ceil(norm(b - a) / fine)));
  for (std::size_t i = 0; i < steps; ++i) {
    const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(steps);
    const Vec3 at = a + share * (b - a);
    const std::size_t column = mesh.column_at(at.x, at.y);
    const auto voxel =
        static_cast<std::uint32_t>(mesh.level_at(column, at.z) * mesh.columns_count() + column);
    if (voxel_.size() > first_.back() && voxel_.back() == voxel) {
      share_.back() += 1 / static_cast<double>(steps);
    } else {
      voxel_.push_back(voxel);
      share_.push_back(1 / static_cast<double>(steps));
      const bool upright = graph.segments[segment].plexus == Plexus::vertical;
      const double height =
          upright ? mesh.spacing : mesh.thickness(voxel / mesh.columns_count(), column);
      reach_.push_back(std::log(0.14 * std::hypot(mesh.spacing, height)));
    }
  }
}

void BloodMarch::set_flow(const VesselGraph& graph, const NetworkFlow& flow) {
  order_downstream(flow, order_);
  standing_ = standing_share * flow_through(graph, flow);
  const double of_reach = 1 / (2 * std::numbers::pi * permeability_);
  for (std::size_t s = 0; s < graph.segments.size(); ++s) {
    const VesselSegment& segment = graph.segments[s];
    const double wall = wall_resistance(segment.diameter), radius = std::log(segment.diameter / 2);
    for (std::uint32_t piece = first_[s]; piece < first_[s + 1]; ++piece) {
      // A wide vessel fills its voxel: the voxel's value then lies within it.
      const double outside = std::max(-0.5 * wall, (reach_[piece] - radius) * of_reach);
      conductance_[piece] = segment.length * share_[piece] / (wall + outside);
    }
  }
}

/// Carries blood of a content from one end of a segment to the other.
void BloodMarch::along(std::uint32_t segment, bool forward, double flow, double haematocrit,
                       std::span<const double> tissue, WallFlux& to, double& content,
                       double& oxygen) {
  const std::uint32_t begin = first_[segment], count = first_[segment + 1] - begin;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t piece = begin + (forward ? i : count - 1 - i);
    const double g = conductance_[piece] / flow;
    const double outside = tissue[voxel_[piece]];
    // The root of C(P) + g (P - outside) = content lies between inflow and tissue.
    double low = std::min(oxygen, outside), high = std::max(oxygen, outside);
    double p = std::clamp(guess_[piece], low, high), value = 0, slope = 0;
    for (int step = 0; step < 60; ++step) {
      blood_.content(p, haematocrit, value, slope);
      const double excess = value + g * (p - outside) - content;
      (excess > 0 ? high : low) = p;
      double next = p - excess / (slope + g);
      if (!(next > low && next < high)) next = 0.5 * (low + high);
      const double change = std::abs(next - p);
      p = next;
      if (change <= 1e-9 * (1 + p)) break;
    }
    guess_[piece] = oxygen = p;
    to.flux[piece] = flow * g * (p - outside);
    to.slope[piece] = flow * g * slope / (slope + g);
    content -= g * (p - outside);
  }
}

BloodMarch::Ends BloodMarch::carry(const VesselGraph& graph, const NetworkFlow& flow,
                                   std::span<const double> tissue, WallFlux& to,
                                   std::vector<double>& leaving) {
  to.flux.assign(pieces(), 0);
  to.slope.assign(pieces(), 0);
  leaving.assign(graph.segments.size(), 0);
  Ends ends{0, 0};
  for (const std::uint32_t node : order_) {
    double coming = 0, cells = 0, gas = 0, going = 0, start = 30;
    for (const std::uint32_t* s = around_.begin(node); s != around_.end(node); ++s) {
      const double outward = graph.segments[*s].from == node ? flow.flow[*s] : -flow.flow[*s];
      if (std::abs(outward) <= standing_) continue;
      if (outward > 0) {
        going += outward;
        continue;
      }
      coming -= outward;
      cells -= outward * flow.haematocrit[*s];
      gas -= outward * content_[*s];
      start = leaving[*s];
    }
    if (terminal_[node] >= 0) {
      const VesselTerminal& terminal = graph.terminals[static_cast<std::size_t>(terminal_[node])];
      const double entering = going - coming;
      if (entering > 0) {
        const double carried = entering * blood_.content(terminal.oxygen, terminal.haematocrit);
        coming = going;
        cells += entering * terminal.haematocrit;
        gas += carried;
        start = terminal.oxygen;
        ends.entering += carried;
      } else if (coming > 0) {
        ends.outgoing -= entering * gas / coming;
      }
    }
    if (going == 0 || coming == 0) continue;
    const double oxygen = blood_.oxygen_of(gas / coming, cells / coming, start);
    for (const std::uint32_t* s = around_.begin(node); s != around_.end(node); ++s) {
      const bool forward = graph.segments[*s].from == node;
      const double outward = forward ? flow.flow[*s] : -flow.flow[*s];
      if (outward <= standing_) continue;
      double content = blood_.content(oxygen, flow.haematocrit[*s]), p = oxygen;
      along(*s, forward, outward, flow.haematocrit[*s], tissue, to, content, p);
      content_[*s] = content;
      leaving[*s] = p;
    }
  }
  return ends;
}

}  // namespace cytotwin
