#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

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
  check_range("vertical", strip.vertical, 0, 1);
  check_range("arteriole", strip.arteriole, 8, 150);
  check_range("venule", strip.venule, 8, 200);
  check_range("capillary", strip.capillary, 3, 10);
}

/// Two ladders, one in each plexus, between the same arteriole and venule. Side nodes come first.
class Ladder {
 public:
  Ladder(const LadderStrip& strip, std::uint64_t seed)
      : strip_(strip),
        seed_(seed),
        rungs_(static_cast<std::size_t>(std::round(strip.length / strip.rung_spacing))),
        inner_(static_cast<std::size_t>(std::round(strip.width / strip.node_spacing)) - 1) {}

  VesselGraph build() {
    add_sides();
    for (const Plexus plexus : plexuses) add_nodes(plexus);
    for (const Plexus plexus : plexuses) {
      for (std::size_t r = 0; r < rungs_; ++r) join_rung(plexus, r);
    }
    join_plexuses();
    const BorderBlood& blood = strip_.blood;
    graph_.terminals = {{side(0, false), blood.arterial, blood.haematocrit, blood.oxygen},
                        {side(0, true), blood.venous, blood.haematocrit, blood.oxygen}};
    return graph_;
  }

 private:
  static constexpr std::array<Plexus, 2> plexuses = {Plexus::superficial, Plexus::deep};

  std::uint32_t side(std::size_t rung, bool venous) const {
    return static_cast<std::uint32_t>(2 * rung + (venous ? 1 : 0));
  }
  /// Node i of a rung; 0 is on the arteriole, inner_ + 1 on the venule.
  std::uint32_t node(Plexus plexus, std::size_t rung, std::size_t i) const {
    if (i == 0 || i == inner_ + 1) return side(rung, i != 0);
    const std::size_t before = plexus == Plexus::superficial ? 0 : rungs_ * inner_;
    return static_cast<std::uint32_t>(2 * rungs_ + before + rung * inner_ + i - 1);
  }
  RandomStream random(std::uint32_t at, Plexus plexus, std::uint32_t what) const {
    return {seed_, at, 8 * static_cast<std::uint32_t>(plexus) + what, Purpose::vessel_ladder};
  }
  double step_x() const { return strip_.length / static_cast<double>(rungs_); }
  double step_y() const { return strip_.width / static_cast<double>(inner_ + 1); }

  void add_sides() {
    const double depth = plexus_depth(perifoveal_column(), Plexus::arcade);
    for (std::size_t r = 0; r < rungs_; ++r) {
      const double x = (static_cast<double>(r) + 0.5) * step_x();
      graph_.nodes.push_back({x, 0, depth});
      graph_.nodes.push_back({x, strip_.width, depth});
      if (r == 0) continue;
      const double taper = 1 - 0.5 * static_cast<double>(r) / static_cast<double>(rungs_);
      add_segment(graph_, side(r - 1, false), side(r, false), strip_.arteriole * taper,
                  Plexus::arcade);
      add_segment(graph_, side(r, true), side(r - 1, true), strip_.venule * taper, Plexus::arcade);
    }
  }

  void add_nodes(Plexus plexus) {
    const double depth = plexus_depth(perifoveal_column(), plexus);
    for (std::size_t r = 0; r < rungs_; ++r) {
      for (std::size_t i = 1; i <= inner_; ++i) {
        RandomStream draw = random(node(plexus, r, i), plexus, 0);
        const double dx = jitter * step_x() * std::clamp(draw.normal(), -2.0, 2.0);
        const double dy = jitter * step_y() * std::clamp(draw.normal(), -2.0, 2.0);
        graph_.nodes.push_back({(static_cast<double>(r) + 0.5) * step_x() + dx,
                                static_cast<double>(i) * step_y() + dy, depth});
      }
    }
  }

  void join(Plexus of, std::uint32_t what, std::uint32_t from, std::uint32_t to, Plexus plexus) {
    const double own = 0.85 + 0.3 * random(from, of, what).uniform();
    add_segment(graph_, from, to, strip_.capillary * own, plexus);
  }

  void join_rung(Plexus plexus, std::size_t r) {
    for (std::size_t i = 0; i <= inner_; ++i) {
      join(plexus, 1, node(plexus, r, i), node(plexus, r, i + 1), plexus);
    }
    if (r + 1 == rungs_) return;
    for (std::size_t i = 1; i <= inner_; ++i) {
      const std::uint32_t here = node(plexus, r, i);
      if (random(here, plexus, 2).uniform() >= strip_.crossing) continue;
      join(plexus, 3, here, node(plexus, r + 1, i), plexus);
    }
  }

  void join_plexuses() {
    for (std::size_t r = 0; r < rungs_; ++r) {
      for (std::size_t i = 1; i <= inner_; ++i) {
        const std::uint32_t upper = node(Plexus::superficial, r, i);
        if (random(upper, Plexus::vertical, 2).uniform() >= strip_.vertical) continue;
        join(Plexus::vertical, 3, upper, node(Plexus::deep, r, i), Plexus::vertical);
      }
    }
  }

  static constexpr double jitter = 0.12;  // SD of a node's place, of the spacing

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
