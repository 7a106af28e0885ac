#include "agents/vessels/capillary_net.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/random.h"

namespace cytotwin {
namespace {

constexpr double jitter = 0.16;  // SD of a node's place, of the edge's length
constexpr double winding = 1.1;  // capillaries are that much longer than straight
constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

RandomStream stream(std::uint64_t seed, Plexus plexus, std::uint64_t entity) {
  return {seed, entity, static_cast<std::uint32_t>(plexus), Purpose::capillary_net};
}

/// A honeycomb as a brick wall: row r, column c; every node has a neighbour to the right, and every
/// second one has one in the row above.
struct Honeycomb {
  double edge;
  std::size_t rows, columns;
  Honeycomb(double size, double loop)
      : edge(loop / std::sqrt(3.0)),
        rows(static_cast<std::size_t>(std::ceil(size / (1.5 * edge))) + 1),
        columns(static_cast<std::size_t>(std::ceil(size / (loop / 2))) + 1) {}
  std::size_t index(std::size_t r, std::size_t c) const { return r * columns + c; }
  bool reaches_up(std::size_t r, std::size_t c) const { return (r + c) % 2 == 0; }
  Vec3 place(std::size_t r, std::size_t c, double loop) const {
    return {static_cast<double>(c) * loop / 2,
            static_cast<double>(r) * 1.5 * edge + (reaches_up(r, c) ? 0.25 : -0.25) * edge, 0};
  }
};

struct Edge {
  std::uint32_t a, b;
};

/// Nodes that stay when dead ends fall off, again and again.
void drop_dead_ends(std::vector<Edge>& edges, std::size_t nodes) {
  for (bool dropped = true; dropped;) {
    std::vector<unsigned> degree(nodes, 0);
    for (const Edge& e : edges) ++degree[e.a], ++degree[e.b];
    const auto last = std::remove_if(edges.begin(), edges.end(), [&](const Edge& e) {
      return degree[e.a] == 1 || degree[e.b] == 1;
    });
    dropped = last != edges.end();
    edges.erase(last, edges.end());
  }
}

void keep_largest_part(std::vector<Edge>& edges, std::size_t nodes) {
  VesselGraph plain;
  plain.nodes.resize(nodes);
  for (const Edge& e : edges) plain.segments.push_back({e.a, e.b});
  const std::vector<std::uint32_t> part = connected_parts(plain, false);
  std::vector<std::size_t> size(nodes, 0);
  for (const Edge& e : edges) ++size[part[e.a]];
  const auto largest =
      static_cast<std::uint32_t>(std::max_element(size.begin(), size.end()) - size.begin());
  std::erase_if(edges, [&](const Edge& e) { return part[e.a] != largest; });
}

/// Diameters between the least and the greatest, narrow ones more often.
double draw_diameter(const MaculaPatch& patch, RandomStream& random) {
  const double u = random.uniform();
  return patch.least_diameter + (patch.greatest_diameter - patch.least_diameter) * u;
}

std::vector<Edge> draw_edges(const Honeycomb& comb, const std::vector<unsigned char>& kept,
                             const MaculaPatch& patch, Plexus plexus, std::uint64_t seed) {
  std::vector<Edge> edges;
  const auto join = [&](std::size_t a, std::size_t b, std::uint64_t side) {
    if (!kept[a] || !kept[b]) return;
    RandomStream random = stream(seed, plexus, 4 * a + 1 + side);
    if (random.uniform() < patch.missing) return;
    edges.push_back({static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)});
  };
  for (std::size_t r = 0; r < comb.rows; ++r) {
    for (std::size_t c = 0; c < comb.columns; ++c) {
      if (c + 1 < comb.columns) join(comb.index(r, c), comb.index(r, c + 1), 0);
      if (r + 1 < comb.rows && comb.reaches_up(r, c)) {
        join(comb.index(r, c), comb.index(r + 1, c), 1);
      }
    }
  }
  drop_dead_ends(edges, kept.size());
  keep_largest_part(edges, kept.size());
  return edges;
}

}  // namespace

void add_segment(VesselGraph& graph, std::uint32_t from, std::uint32_t to, double diameter,
                 Plexus plexus, double wound) {
  const double straight = norm(graph.nodes[to] - graph.nodes[from]);
  // Nodes of two nets may fall on the same place.
  const double length = std::max(1.0, straight * wound);
  graph.segments.push_back({from, to, diameter, length, plexus, VesselStatus::open});
}

std::vector<std::uint32_t> add_capillary_net(VesselGraph& graph, const MaculaPatch& patch,
                                             Plexus plexus, std::uint64_t seed,
                                             const std::function<bool(double, double)>& keep,
                                             const std::function<double(double, double)>& depth) {
  const Honeycomb comb(patch.size, patch.loop);
  // Nets of different plexuses do not lie over each other.
  RandomStream of_net = stream(seed, plexus, std::uint64_t{1} << 40);
  const Vec3 shift = {-patch.loop * of_net.uniform() / 2, -patch.loop * of_net.uniform() / 2, 0};
  std::vector<Vec3> place(comb.rows * comb.columns);
  std::vector<unsigned char> kept(place.size());
  for (std::size_t r = 0; r < comb.rows; ++r) {
    for (std::size_t c = 0; c < comb.columns; ++c) {
      const std::size_t n = comb.index(r, c);
      RandomStream random = stream(seed, plexus, 4 * n);
      const double dx = jitter * comb.edge * std::clamp(random.normal(), -2.0, 2.0);
      const double dy = jitter * comb.edge * std::clamp(random.normal(), -2.0, 2.0);
      place[n] = comb.place(r, c, patch.loop) + shift + Vec3{dx, dy, 0};
      const Vec3& at = place[n];
      kept[n] =
          at.x >= 0 && at.y >= 0 && at.x < patch.size && at.y < patch.size && keep(at.x, at.y);
      place[n].z = depth(at.x, at.y);
    }
  }
  std::vector<std::uint32_t> number(place.size(), none), nodes;
  for (const Edge& e : draw_edges(comb, kept, patch, plexus, seed)) {
    for (const std::uint32_t n : {e.a, e.b}) {
      if (number[n] != none) continue;
      number[n] = static_cast<std::uint32_t>(graph.nodes.size());
      nodes.push_back(number[n]);
      graph.nodes.push_back(place[n]);
    }
    RandomStream random(seed, (std::uint64_t{e.a} << 32) + e.b, static_cast<std::uint32_t>(plexus),
                        Purpose::capillary_diameter);
    add_segment(graph, number[e.a], number[e.b], draw_diameter(patch, random), plexus, winding);
  }
  return nodes;
}

NearestNode::NearestNode(const VesselGraph& graph, const std::vector<std::uint32_t>& nodes,
                         double size, double cell)
    : graph_(graph),
      cell_(cell),
      bins_(static_cast<std::size_t>(std::ceil(size / cell))),
      members_(bins_ * bins_) {
  for (const std::uint32_t n : nodes) {
    members_[bin_at(graph.nodes[n].y) * bins_ + bin_at(graph.nodes[n].x)].push_back(n);
  }
}

std::size_t NearestNode::bin_at(double value) const {
  return static_cast<std::size_t>(std::clamp(value / cell_, 0.0, static_cast<double>(bins_ - 1)));
}

std::uint32_t NearestNode::find(double x, double y) const {
  const auto i = static_cast<long>(bin_at(x)), j = static_cast<long>(bin_at(y));
  const auto bins = static_cast<long>(bins_);
  std::uint32_t best = none;
  double nearest = std::numeric_limits<double>::infinity();
  for (long ring = 0; ring < bins; ++ring) {
    for (long v = std::max(0L, j - ring); v <= std::min(bins - 1, j + ring); ++v) {
      for (long u = std::max(0L, i - ring); u <= std::min(bins - 1, i + ring); ++u) {
        if (std::max(std::abs(u - i), std::abs(v - j)) != ring) continue;
        for (const std::uint32_t n : members_[static_cast<std::size_t>(v * bins + u)]) {
          const double away = std::hypot(graph_.nodes[n].x - x, graph_.nodes[n].y - y);
          if (away < nearest || (away == nearest && n < best)) nearest = away, best = n;
        }
      }
    }
    // What lies beyond the rings searched is at least this far.
    if (best != none && nearest <= static_cast<double>(ring) * cell_) break;
  }
  return best;
}

}  // namespace cytotwin
