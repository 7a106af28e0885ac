#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "agents/vessels/capillary_net.h"
#include "agents/vessels/network_flow.h"
#include "agents/vessels/retina_layers.h"
#include "agents/vessels/vessel_nets.h"
#include "core/random.h"

namespace cytotwin {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double node_spacing = 100;     // of arterioles and venules, at most [um]
constexpr double inner_gap = 120;        // from the avascular zone to the trunks' ends [um]
constexpr double inner_diameter = 14;    // of a trunk at its end [um]
constexpr double least_branch = 12;      // at its start [um]
constexpr double tip_diameter = 9;       // of a branch [um]
constexpr double precapillary = 7;       // from an arteriole to the superficial plexus [um]
constexpr double vein_ratio = 1.25;      // of diameters, to the artery beside it
constexpr double reach = 0.75;           // of a branch, share of the way to the next trunk
constexpr double branch_pressure = 0.9;  // of branches that come in over the border, of the drop
constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();
constexpr double narrow_gap = 0.6;  // no branches between trunks closer than that x spacing
constexpr unsigned adaptations = 4;
constexpr double typical_diameter = 5.2;  // of a capillary that carries the median flow [um]
constexpr double own_spread = 0.1;        // SD of a capillary's own factor
constexpr double deep_zone = 1.14;  // radius of the deep plexuses' zone to the superficial one's,
                                    // from areas of 0.43 and 0.33 mm^2 in healthy eyes

void check_range(const char* name, double value, double low, double high) {
  if (value >= low && value <= high) return;
  throw std::invalid_argument(
      fmt::format("macula_patch: {} is {} ({} to {})", name, value, low, high));
}

void check(const MaculaPatch& patch) {
  check_range("size", patch.size, 1500, 8000);
  if (patch.avascular_radius != 0) {
    check_range("avascular_radius", patch.avascular_radius, 100, 0.2 * patch.size);
  }
  check_range("loop", patch.loop, 50, 120);
  check_range("least_diameter", patch.least_diameter, 3, 10);
  check_range("greatest_diameter", patch.greatest_diameter, patch.least_diameter, 12);
  check_range("missing", patch.missing, 0, 0.3);
  check_range("vertical", patch.vertical, 0.01, 1);
  check_range("arteries", patch.arteries, 2, 12);
  check_range("trunk_diameter", patch.trunk_diameter, inner_diameter, 150);
  check_range("branch_spacing", patch.branch_spacing, 300, 2000);
}

/// The foveal zone without capillaries, a circle with waves.
struct AvascularZone {
  double centre, radius, second, third;
  AvascularZone(const MaculaPatch& patch, RandomStream& random) : centre(patch.size / 2) {
    const double drawn = 250 + 100 * random.uniform();
    radius = patch.avascular_radius > 0 ? patch.avascular_radius : drawn;
    second = 2 * pi * random.uniform();
    third = 2 * pi * random.uniform();
  }
  bool holds(double x, double y, double scale) const {
    const double angle = std::atan2(y - centre, x - centre);
    const double wave =
        1 + 0.06 * std::sin(2 * angle + second) + 0.05 * std::sin(3 * angle + third);
    return std::hypot(x - centre, y - centre) < radius * wave * scale;
  }
};

/// Arteries and veins around the fovea with their branches.
class Arcades {
 public:
  Arcades(VesselGraph& graph, const MaculaPatch& patch, double avascular_radius,
          RandomStream& random)
      : graph_(graph),
        patch_(patch),
        trunks_(2 * patch.arteries),
        inner_(avascular_radius + inner_gap),
        steps_(static_cast<std::size_t>(std::ceil(patch.branch_spacing / 2 / node_spacing))),
        step_(patch.branch_spacing / 2 / static_cast<double>(steps_)) {
    const double turn = 2 * pi * random.uniform();
    for (unsigned k = 0; k < trunks_; ++k) {
      angle_.push_back(turn + gap() * (k + 0.2 * (random.uniform() - 0.5)));
      phase_.push_back(2 * pi * random.uniform());
    }
    for (unsigned k = 0; k < trunks_; ++k) add_trunk(k);
  }

  struct Outlet {
    std::uint32_t node;
    bool venous;
  };
  /// Nodes that capillaries are to be joined to.
  const std::vector<Outlet>& outlets() const { return outlets_; }

 private:
  double gap() const { return 2 * pi / trunks_; }
  static bool venous(unsigned trunk) { return trunk % 2 == 1; }
  bool inside(const Vec3& at) const {
    return at.x >= 0 && at.y >= 0 && at.x <= patch_.size && at.y <= patch_.size;
  }
  Vec3 place(double radius, double angle) const {
    const double middle = patch_.size / 2;
    return {middle + radius * std::cos(angle), middle + radius * std::sin(angle),
            plexus_depth(macular_column(radius), Plexus::arcade)};
  }
  double angle_at(unsigned k, double radius) const {
    return angle_[k] + 0.12 * gap() * std::sin(radius / 250 + phase_[k]) * inner_ / radius;
  }
  std::uint32_t add_node(const Vec3& at) {
    graph_.nodes.push_back(at);
    return static_cast<std::uint32_t>(graph_.nodes.size() - 1);
  }

  /// Trunks run on beyond the border: their branches come back in at the corners.
  void add_trunk(unsigned k) {
    const double border = patch_.size / 2, far = 1.5 * border;
    const double widening = (patch_.trunk_diameter - inner_diameter) / (border - inner_);
    const double ratio = venous(k) ? vein_ratio : 1;
    std::vector<Vec3> way;
    for (double radius = inner_; radius < far; radius += step_) {
      way.push_back(place(radius, angle_at(k, radius)));
    }
    // From the outer end inwards.
    std::reverse(way.begin(), way.end());
    const std::vector<std::uint32_t> nodes =
        add_vessel(way, nobody, venous(k), 1, [&](std::size_t i) {
          return ratio *
                 (inner_diameter + widening * step_ * static_cast<double>(way.size() - 1 - i));
        });
    for (std::size_t i = way.size(); i-- > 0;) {
      if (nodes[i] != nobody && (way.size() - 1 - i) % 2 == 0) {
        outlets_.push_back({nodes[i], venous(k)});
      }
    }
    // Veins branch half a spacing further out than arteries, so that combs lie in each other.
    for (std::size_t i = venous(k) ? 2 * steps_ : steps_; i + 1 < way.size(); i += 2 * steps_) {
      const double radius = inner_ + step_ * static_cast<double>(i);
      if (gap() * radius < narrow_gap * patch_.branch_spacing) continue;
      const double trunk = inner_diameter + widening * step_ * static_cast<double>(i);
      for (const double side : {-1.0, 1.0}) {
        add_branch(k, nodes[way.size() - 1 - i], radius, side,
                   ratio * std::max(least_branch, 0.5 * trunk));
      }
    }
  }

  void add_branch(unsigned k, std::uint32_t root, double radius, double side, double diameter) {
    const double whole = reach * gap();
    const auto count =
        static_cast<std::size_t>(std::max(1.0, std::ceil(whole * radius / node_spacing)));
    std::vector<Vec3> way;
    for (std::size_t i = 0; i <= count; ++i) {
      const double done = static_cast<double>(i) / static_cast<double>(count);
      way.push_back(place(radius, angle_at(k, radius) + side * whole * done));
    }
    const std::vector<std::uint32_t> nodes =
        add_vessel(way, root, venous(k), branch_pressure, [&](std::size_t i) {
          return diameter +
                 (tip_diameter - diameter) * static_cast<double>(i) / static_cast<double>(count);
        });
    for (std::size_t i = 1; i <= count; ++i) {
      if (nodes[i] != nobody) outlets_.push_back({nodes[i], venous(k)});
    }
  }

  /// Adds the part of a way that lies inside, and a terminal wherever it comes in.
  /// @param root      node of the way's first point, or nobody
  /// @param pressure  of terminals, share of the whole drop
  /// @return node of each point, or nobody outside
  std::vector<std::uint32_t> add_vessel(const std::vector<Vec3>& way, std::uint32_t root, bool vein,
                                        double pressure,
                                        const std::function<double(std::size_t)>& diameter) {
    const BorderBlood& blood = patch_.blood;
    const double middle = 0.5 * (blood.arterial + blood.venous);
    const double end = vein ? blood.venous : blood.arterial;
    std::vector<std::uint32_t> nodes(way.size(), nobody);
    for (std::size_t i = 0; i < way.size(); ++i) {
      if (!inside(way[i])) continue;
      nodes[i] = i == 0 && root != nobody ? root : add_node(way[i]);
      if (i > 0 && nodes[i - 1] != nobody) {
        // Blood runs down the way in arteries, up in veins.
        add_segment(graph_, vein ? nodes[i] : nodes[i - 1], vein ? nodes[i - 1] : nodes[i],
                    diameter(i), Plexus::arcade);
      } else if (nodes[i] != root) {
        graph_.terminals.push_back(
            {nodes[i], middle + pressure * (end - middle), blood.haematocrit, blood.oxygen});
      }
    }
    return nodes;
  }

  VesselGraph& graph_;
  const MaculaPatch& patch_;
  unsigned trunks_;
  double inner_;
  std::size_t steps_;
  double step_;
  std::vector<double> angle_, phase_;
  std::vector<Outlet> outlets_;
};

using Nets = std::array<std::vector<std::uint32_t>, 3>;

/// Joins arterioles to the superficial plexus and venules to the superficial and the deep one.
void join_outlets(VesselGraph& graph, const MaculaPatch& patch, const Arcades& arcades,
                  const Nets& nets) {
  const NearestNode superficial(graph, nets[0], patch.size, 2 * patch.loop);
  const NearestNode deep(graph, nets[2], patch.size, 2 * patch.loop);
  std::size_t veins = 0;
  for (const Arcades::Outlet& outlet : arcades.outlets()) {
    const Vec3 at = graph.nodes[outlet.node];
    const std::uint32_t near = superficial.find(at.x, at.y);
    if (!outlet.venous) {
      add_segment(graph, outlet.node, near, precapillary, Plexus::superficial);
      continue;
    }
    add_segment(graph, near, outlet.node, vein_ratio * precapillary, Plexus::superficial);
    if (veins++ % 2 == 0) {
      add_segment(graph, deep.find(at.x, at.y), outlet.node, vein_ratio * precapillary,
                  Plexus::vertical);
    }
  }
}

void add_verticals(VesselGraph& graph, const MaculaPatch& patch, const Nets& nets,
                   std::uint64_t seed) {
  for (std::size_t upper = 0; upper + 1 < nets.size(); ++upper) {
    const NearestNode lower(graph, nets[upper + 1], patch.size, 2 * patch.loop);
    bool joined = false;
    for (const std::uint32_t node : nets[upper]) {
      RandomStream random(seed, node, static_cast<std::uint32_t>(upper), Purpose::vessel_vertical);
      if (random.uniform() >= patch.vertical && joined) continue;
      const Vec3 at = graph.nodes[node];
      const double u = random.uniform();
      const double diameter =
          patch.least_diameter + (patch.greatest_diameter - patch.least_diameter) * u;
      add_segment(graph, node, lower.find(at.x, at.y), diameter, Plexus::vertical);
      joined = true;
    }
  }
}

/// Widens capillaries that carry much, by Murray's law (1926, PNAS 12:207): flow ~ diameter^3.
void adapt_diameters(VesselGraph& graph, const MaculaPatch& patch, std::uint64_t seed) {
  FlowSolver solver(graph, {0.05, 200});
  NetworkFlow flow;
  std::vector<double> carried;
  for (unsigned round = 0; round < adaptations; ++round) {
    solver.solve(graph, flow);
    carried.clear();
    for (std::size_t s = 0; s < graph.segments.size(); ++s) {
      if (graph.segments[s].plexus != Plexus::arcade) carried.push_back(std::abs(flow.flow[s]));
    }
    const auto middle = carried.begin() + static_cast<std::ptrdiff_t>(carried.size() / 2);
    std::nth_element(carried.begin(), middle, carried.end());
    for (std::size_t s = 0; s < graph.segments.size(); ++s) {
      VesselSegment& segment = graph.segments[s];
      if (segment.plexus == Plexus::arcade) continue;
      RandomStream random(seed, s, 0, Purpose::capillary_diameter);
      const double own = 1 + own_spread * std::clamp(random.normal(), -2.0, 2.0);
      const double wanted = typical_diameter * own * std::cbrt(std::abs(flow.flow[s]) / *middle);
      segment.diameter = std::clamp(wanted, patch.least_diameter, patch.greatest_diameter);
    }
  }
}

}  // namespace

VesselGraph macula_patch(const MaculaPatch& patch, std::uint64_t seed) {
  check(patch);
  RandomStream random(seed, 0, 0, Purpose::vessel_arcade);
  const AvascularZone zone(patch, random);
  VesselGraph graph;
  const Arcades arcades(graph, patch, zone.radius, random);
  const std::array<Plexus, 3> plexuses = {Plexus::superficial, Plexus::intermediate, Plexus::deep};
  Nets nets;
  for (std::size_t p = 0; p < nets.size(); ++p) {
    const double scale = p == 0 ? 1 : deep_zone;
    nets[p] = add_capillary_net(
        graph, patch, plexuses[p], seed,
        [&](double x, double y) { return !zone.holds(x, y, scale); },
        [&](double x, double y) {
          const double away = std::hypot(x - zone.centre, y - zone.centre);
          return plexus_depth(macular_column(away), plexuses[p]);
        });
  }
  join_outlets(graph, patch, arcades, nets);
  add_verticals(graph, patch, nets, seed);
  adapt_diameters(graph, patch, seed);
  return graph;
}

}  // namespace cytotwin
