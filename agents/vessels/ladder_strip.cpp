#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "agents/vessels/capillary_net.h"
#include "agents/vessels/retina_layers.h"
#include "agents/vessels/vessel_nets.h"
#include "core/random.h"

namespace cytotwin {
namespace {

void check_range(const char* name, double value, double low, double high) {
  if (value >= low && value <= high) return;
  throw std::invalid_argument(
      fmt::format("ladder_strip: {} is {} ({} to {})", name, value, low, high));
}

void check(const LadderStrip& strip) {
  check_range("length", strip.length, 200, 20000);
  check_range("width", strip.width, 100, 5000);
  check_range("rung_spacing", strip.rung_spacing, 20, strip.length / 2);
  check_range("node_spacing", strip.node_spacing, 20, strip.width / 2);
  check_range("crossing", strip.crossing, 0, 1);
  check_range("arteriole", strip.arteriole, 8, 150);
  check_range("venule", strip.venule, 8, 200);
  check_range("capillary", strip.capillary, 3, 10);
}

/// Nodes in rungs: 0 is on the arteriole, the last one on the venule.
class Ladder {
 public:
  Ladder(const LadderStrip& strip, std::uint64_t seed)
      : strip_(strip),
        seed_(seed),
        rungs_(static_cast<std::size_t>(std::round(strip.length / strip.rung_spacing))),
        inner_(static_cast<std::size_t>(std::round(strip.width / strip.node_spacing)) - 1) {}

  VesselGraph build() {
    for (std::size_t r = 0; r < rungs_; ++r) add_rung_nodes(r);
    for (std::size_t r = 0; r < rungs_; ++r) join_rung(r);
    join_sides();
    const BorderBlood& blood = strip_.blood;
    graph_.terminals = {{node(0, 0), blood.arterial, blood.haematocrit, blood.oxygen},
                        {node(0, inner_ + 1), blood.venous, blood.haematocrit, blood.oxygen}};
    return graph_;
  }

 private:
  std::uint32_t node(std::size_t rung, std::size_t i) const {
    return static_cast<std::uint32_t>(rung * (inner_ + 2) + i);
  }
  RandomStream random(std::uint32_t at, std::uint32_t what) const {
    return {seed_, at, what, Purpose::vessel_ladder};
  }

  void add_rung_nodes(std::size_t r) {
    const RetinaColumn column = perifoveal_column();
    const double step_x = strip_.length / static_cast<double>(rungs_);
    const double step_y = strip_.width / static_cast<double>(inner_ + 1);
    for (std::size_t i = 0; i <= inner_ + 1; ++i) {
      const bool side = i == 0 || i == inner_ + 1;
      RandomStream draw = random(node(r, i), 0);
      const double jitter = side ? 0 : 0.12;
      const double dx = jitter * step_x * std::clamp(draw.normal(), -2.0, 2.0);
      const double dy = jitter * step_y * std::clamp(draw.normal(), -2.0, 2.0);
      graph_.nodes.push_back({(static_cast<double>(r) + 0.5) * step_x + dx,
                              static_cast<double>(i) * step_y + dy,
                              plexus_depth(column, side ? Plexus::arcade : Plexus::deep)});
    }
  }

  double diameter(std::uint32_t at, std::uint32_t what) const {
    return strip_.capillary * (0.85 + 0.3 * random(at, what).uniform());
  }

  void join_rung(std::size_t r) {
    for (std::size_t i = 0; i <= inner_; ++i) {
      add_segment(graph_, node(r, i), node(r, i + 1), diameter(node(r, i), 1), Plexus::deep);
    }
    if (r + 1 == rungs_) return;
    for (std::size_t i = 1; i <= inner_; ++i) {
      if (random(node(r, i), 2).uniform() >= strip_.crossing) continue;
      add_segment(graph_, node(r, i), node(r + 1, i), diameter(node(r, i), 3), Plexus::deep);
    }
  }

  void join_sides() {
    for (std::size_t r = 0; r + 1 < rungs_; ++r) {
      const double far = (static_cast<double>(r) + 1) / static_cast<double>(rungs_);
      const double taper = 1 - far / 2;
      add_segment(graph_, node(r, 0), node(r + 1, 0), strip_.arteriole * taper, Plexus::arcade);
      add_segment(graph_, node(r + 1, inner_ + 1), node(r, inner_ + 1), strip_.venule * taper,
                  Plexus::arcade);
    }
  }

  const LadderStrip& strip_;
  std::uint64_t seed_;
  std::size_t rungs_, inner_;
  VesselGraph graph_;
};

}  // namespace

VesselGraph ladder_strip(const LadderStrip& strip, std::uint64_t seed) {
  check(strip);
  VesselGraph graph = Ladder(strip, seed).build();
  check_vessels(graph);
  return graph;
}

}  // namespace cytotwin
