#include "agents/vessels/blood_march.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "agents/vessels/cell_splitting.h"

namespace cytotwin {

namespace {

// Of the rounds that macula patches and strips take, whole and with 15 to 40 % of their capillaries
// lost, 1 takes two thirds of what 0 does; 4 takes more where all is well, 10 does not settle.
constexpr double yielding = 1;
constexpr double first_guess = 30;  // [mmHg]

}  // namespace

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
  guess_.assign(voxel_.size(), first_guess);
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

void BloodMarch::guess(const std::vector<double>& leaving) {
  for (std::size_t s = 0; s < leaving.size(); ++s) {
    const double oxygen = leaving[s] > 0 ? leaving[s] : first_guess;
    for (std::uint32_t piece = first_[s]; piece < first_[s + 1]; ++piece) guess_[piece] = oxygen;
  }
}

void BloodMarch::set_flow(const VesselGraph& graph, const NetworkFlow& flow) {
  order_downstream(flow, order_);
  standing_ = standing_share * flow_through(graph, flow);
  const double of_reach = 1 / (2 * std::numbers::pi * permeability_);
  moving_.assign(pieces(), 0);
  expected_.resize(pieces(), 0);
  for (std::size_t s = 0; s < graph.segments.size(); ++s) {
    const VesselSegment& segment = graph.segments[s];
    const bool moves = std::abs(flow.flow[s]) > standing_;
    const double wall = wall_resistance(segment.diameter), radius = std::log(segment.diameter / 2);
    for (std::uint32_t piece = first_[s]; piece < first_[s + 1]; ++piece) {
      // A wide vessel fills its voxel: the voxel's value then lies within it.
      const double outside = std::max(-0.5 * wall, (reach_[piece] - radius) * of_reach);
      conductance_[piece] = segment.length * share_[piece] / (wall + outside);
      moving_[piece] = moves;
    }
  }
}

/// The oxygen at which blood that came with `content` leaves a piece, if it gives off
/// g (P - outside) a volume; all of its content if that asks for more.
double BloodMarch::left_in(double content, double haematocrit, double g, double outside,
                           double start, double& slope) const {
  double value = 0;
  blood_.content(0, haematocrit, value, slope);
  if (-g * outside >= content) return 0;
  // The left side of C(P) + g (P - outside) = content rises with P.
  double low = 0, high = std::max(content / blood_.solubility, outside), p = start;
  if (!(p < high)) p = 0.5 * high;
  for (int step = 0; step < 100; ++step) {
    blood_.content(p, haematocrit, value, slope);
    const double excess = value + g * (p - outside) - content;
    (excess > 0 ? high : low) = p;
    const double next = p - excess / (slope + g);
    // The step after this one would be the square of it.
    if (std::abs(next - p) <= 1e-6 * (1 + p)) return std::max(0.0, next);
    p = next > low && next < high ? next : 0.5 * (low + high);
  }
  return p;
}

/// Carries blood of a content from one end of a segment to the other.
void BloodMarch::along(std::uint32_t segment, bool forward, double flow, double haematocrit,
                       const Tissue& tissue, WallFlux& to, double& content, double& oxygen) {
  const std::uint32_t begin = first_[segment], count = first_[segment + 1] - begin;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t piece = begin + (forward ? i : count - 1 - i);
    const double wall = conductance_[piece], here = tissue.oxygen[voxel_[piece]];
    const double expected = expected_[piece];
    const double far = here - yielding * expected / wall, g = wall / (1 + yielding);
    double slope = 0;
    oxygen = guess_[piece] = left_in(content, haematocrit, g / flow, far, guess_[piece], slope);
    const double q = std::min(g * (oxygen - far), flow * content);
    to.flux[piece] = q;
    to.slope[piece] = wall * flow * slope / (flow * slope + wall);
    to.offer[piece] = q + to.slope[piece] * (oxygen - q / wall - here);
    content -= q / flow;
  }
}

/// What each piece is to give off if the tissue's present state is to last.
void BloodMarch::expect(const Tissue& tissue, const WallFlux& last) {
  given_.assign(tissue.oxygen.size(), 0);
  through_.assign(tissue.oxygen.size(), 0);
  for (std::size_t piece = 0; piece < pieces(); ++piece) {
    if (!moving_[piece]) continue;
    given_[voxel_[piece]] += last.flux[piece];
    through_[voxel_[piece]] += conductance_[piece];
  }
  for (std::size_t piece = 0; piece < pieces(); ++piece) {
    const std::uint32_t v = voxel_[piece];
    expected_[piece] = moving_[piece] ? last.flux[piece] + (tissue.demand[v] - given_[v]) *
                                                               conductance_[piece] / through_[v]
                                      : 0;
  }
}

/// What comes to a node by its vessels.
BloodMarch::Arrival BloodMarch::gather(const VesselGraph& graph, const NetworkFlow& flow,
                                       std::uint32_t node,
                                       const std::vector<double>& leaving) const {
  Arrival a;
  for (const std::uint32_t* s = around_.begin(node); s != around_.end(node); ++s) {
    const double outward = graph.segments[*s].from == node ? flow.flow[*s] : -flow.flow[*s];
    if (std::abs(outward) <= standing_) continue;
    if (outward > 0) {
      a.going += outward;
      continue;
    }
    ++a.streams;
    a.coming -= outward;
    a.cells -= outward * flow.haematocrit[*s];
    a.gas -= outward * content_[*s];
    a.oxygen -= outward * leaving[*s];
  }
  if (a.coming > 0) a.oxygen /= a.coming;
  return a;
}

/// Adds what comes in from outside, or takes what goes out.
void BloodMarch::pass_terminal(const VesselTerminal& terminal, Arrival& a, Ends& ends) const {
  const double entering = a.going - a.coming;
  if (entering > 0) {
    const double carried = entering * blood_.content(terminal.oxygen, terminal.haematocrit);
    ends.entering += carried;
    ++a.streams;
    a.oxygen = (a.oxygen * a.coming + terminal.oxygen * entering) / a.going;
    a.coming = a.going;
    a.cells += entering * terminal.haematocrit;
    a.gas += carried;
  } else if (a.coming > 0) {
    ends.outgoing -= entering * a.gas / a.coming;
  }
}

BloodMarch::Ends BloodMarch::carry(const VesselGraph& graph, const NetworkFlow& flow,
                                   const Tissue& tissue, WallFlux& to,
                                   std::vector<double>& leaving) {
  to.flux.resize(pieces(), 0);
  expect(tissue, to);
  to.flux.assign(pieces(), 0);
  to.slope.assign(pieces(), 0);
  to.offer.assign(pieces(), 0);
  leaving.assign(graph.segments.size(), 0);
  Ends ends{0, 0, 0};
  for (const std::uint32_t node : order_) {
    Arrival a = gather(graph, flow, node, leaving);
    if (terminal_[node] >= 0) {
      pass_terminal(graph.terminals[static_cast<std::size_t>(terminal_[node])], a, ends);
    }
    if (a.going == 0 || a.coming == 0) continue;
    // A single stream keeps its oxygen, however its cells are divided.
    const double oxygen = a.streams == 1
                              ? a.oxygen
                              : blood_.oxygen_of(a.gas / a.coming, a.cells / a.coming, a.oxygen);
    for (const std::uint32_t* s = around_.begin(node); s != around_.end(node); ++s) {
      const bool forward = graph.segments[*s].from == node;
      const double outward = forward ? flow.flow[*s] : -flow.flow[*s];
      if (outward <= standing_) continue;
      leaving[*s] = oxygen;
      content_[*s] = blood_.content(oxygen, flow.haematocrit[*s]);
      along(*s, forward, outward, flow.haematocrit[*s], tissue, to, content_[*s], leaving[*s]);
    }
  }
  for (std::size_t piece = 0; piece < pieces(); ++piece) {
    ends.unexpected += std::abs(to.flux[piece] - expected_[piece]);
  }
  return ends;
}

}  // namespace cytotwin
