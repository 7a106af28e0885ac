#include "agents/vessels/vessel_graph.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "agents/vessels/rheology.h"

namespace cytotwin {
namespace {

/// Sentences of one kind, cut after the tenth.
class Problems {
 public:
  explicit Problems(std::vector<std::string>& all) : all_(all) {}
  ~Problems() {
    if (count_ > shown) all_.push_back(fmt::format("{} more of the last kind", count_ - shown));
  }
  Problems(const Problems&) = delete;
  Problems& operator=(const Problems&) = delete;
  void add(std::string sentence) {
    if (count_++ < shown) all_.push_back(std::move(sentence));
  }

 private:
  static constexpr std::size_t shown = 10;
  std::vector<std::string>& all_;
  std::size_t count_ = 0;
};

bool within(double value, double low, double high) { return value >= low && value <= high; }

void check_nodes(const VesselGraph& graph, std::vector<std::string>& all) {
  Problems problems(all);
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const Vec3& at = graph.nodes[n];
    if (!std::isfinite(at.x) || !std::isfinite(at.y) || !std::isfinite(at.z)) {
      problems.add(
          fmt::format("node {}: position ({}, {}, {}) is not finite", n, at.x, at.y, at.z));
    }
  }
}

bool ends_exist(const VesselGraph& graph, const VesselSegment& segment) {
  return segment.from < graph.nodes.size() && segment.to < graph.nodes.size();
}

void check_ends(const VesselGraph& graph, std::vector<std::string>& all) {
  Problems problems(all);
  for (std::size_t s = 0; s < graph.segments.size(); ++s) {
    const VesselSegment& segment = graph.segments[s];
    if (!ends_exist(graph, segment)) {
      problems.add(fmt::format("segment {}: runs from node {} to {} (there are {} nodes)", s,
                               segment.from, segment.to, graph.nodes.size()));
    } else if (segment.from == segment.to) {
      problems.add(fmt::format("segment {}: runs from node {} to itself", s, segment.from));
    }
  }
}

void check_sizes(const VesselGraph& graph, std::vector<std::string>& all) {
  Problems diameters(all);
  for (std::size_t s = 0; s < graph.segments.size(); ++s) {
    const double diameter = graph.segments[s].diameter;
    if (!(diameter > viscosity_wall_layer) || !std::isfinite(diameter)) {
      diameters.add(fmt::format("segment {}: diameter {} um (above {} um)", s, diameter,
                                viscosity_wall_layer));
    }
  }
}

void check_lengths(const VesselGraph& graph, std::vector<std::string>& all) {
  Problems lengths(all);
  for (std::size_t s = 0; s < graph.segments.size(); ++s) {
    const double length = graph.segments[s].length;
    if (!(length > 0) || !std::isfinite(length)) {
      lengths.add(fmt::format("segment {}: length {} um (above 0)", s, length));
    }
  }
}

void check_terminals(const VesselGraph& graph, std::vector<std::string>& all) {
  Problems problems(all);
  std::map<std::uint32_t, std::size_t> seen;
  for (std::size_t t = 0; t < graph.terminals.size(); ++t) {
    const VesselTerminal& terminal = graph.terminals[t];
    if (terminal.node >= graph.nodes.size()) {
      problems.add(fmt::format("terminal {}: node {} (there are {} nodes)", t, terminal.node,
                               graph.nodes.size()));
    }
    const auto [place, fresh] = seen.emplace(terminal.node, t);
    if (!fresh) {
      problems.add(fmt::format("terminal {}: node {} has terminal {} already", t, terminal.node,
                               place->second));
    }
    if (!std::isfinite(terminal.pressure)) {
      problems.add(
          fmt::format("terminal {}: pressure {} mmHg is not finite", t, terminal.pressure));
    }
    if (!within(terminal.haematocrit, 0, 0.8)) {
      problems.add(fmt::format("terminal {}: haematocrit {} (0 to 0.8)", t, terminal.haematocrit));
    }
    if (!within(terminal.oxygen, 0, 1e4)) {
      problems.add(fmt::format("terminal {}: oxygen {} mmHg (0 to 10000)", t, terminal.oxygen));
    }
  }
}

void check_drop(const VesselGraph& graph, std::vector<std::string>& all) {
  if (graph.terminals.empty()) {
    all.emplace_back("no terminal: at least two of different pressure are needed");
    return;
  }
  for (const VesselTerminal& terminal : graph.terminals) {
    if (terminal.pressure != graph.terminals.front().pressure) return;
  }
  all.push_back(fmt::format("no pressure drop: every terminal is at {} mmHg",
                            graph.terminals.front().pressure));
}

void check_parts(const VesselGraph& graph, std::vector<std::string>& all) {
  const std::vector<std::uint32_t> part = connected_parts(graph, false);
  std::vector<std::size_t> size, first;
  for (std::size_t n = 0; n < part.size(); ++n) {
    if (part[n] == size.size()) {
      size.push_back(0);
      first.push_back(n);
    }
    ++size[part[n]];
  }
  std::size_t largest = 0;
  for (std::size_t p = 1; p < size.size(); ++p) {
    if (size[p] > size[largest]) largest = p;
  }
  Problems problems(all);
  for (std::size_t p = 0; p < size.size(); ++p) {
    if (p == largest) continue;
    problems.add(
        fmt::format("not connected: the part of node {} ({} node{}) is not joined to that of node "
                    "{} ({} nodes)",
                    first[p], size[p], size[p] == 1 ? "" : "s", first[largest], size[largest]));
  }
}

std::string joined(const std::vector<std::string>& problems) {
  std::string text = fmt::format("the vessel graph has {} problem{}", problems.size(),
                                 problems.size() == 1 ? "" : "s");
  for (const std::string& problem : problems) text += fmt::format("\n  {}", problem);
  return text;
}

}  // namespace

const char* plexus_name(Plexus plexus) {
  constexpr const char* names[plexus_count] = {"arcade", "superficial", "intermediate", "deep",
                                               "vertical"};
  return names[static_cast<std::size_t>(plexus)];
}

VesselGraphError::VesselGraphError(std::vector<std::string> problems)
    : std::runtime_error(joined(problems)), problems_(std::move(problems)) {}

std::vector<std::string> vessel_problems(const VesselGraph& graph) {
  std::vector<std::string> all;
  if (graph.nodes.empty()) all.emplace_back("no node");
  if (graph.segments.empty()) all.emplace_back("no segment");
  check_nodes(graph, all);
  check_ends(graph, all);
  check_sizes(graph, all);
  check_lengths(graph, all);
  check_terminals(graph, all);
  check_drop(graph, all);
  check_parts(graph, all);
  return all;
}

void check_vessels(const VesselGraph& graph) {
  std::vector<std::string> problems = vessel_problems(graph);
  if (!problems.empty()) throw VesselGraphError(std::move(problems));
}

std::vector<std::uint32_t> connected_parts(const VesselGraph& graph, bool only_open) {
  std::vector<std::uint32_t> root(graph.nodes.size());
  std::iota(root.begin(), root.end(), 0u);
  const auto find = [&](std::uint32_t n) {
    while (root[n] != n) n = root[n] = root[root[n]];
    return n;
  };
  for (const VesselSegment& segment : graph.segments) {
    if (!ends_exist(graph, segment) || (only_open && !segment.is_open())) continue;
    const std::uint32_t a = find(segment.from), b = find(segment.to);
    // The lower node stays the root, so that parts are numbered by their lowest node.
    if (a < b) root[b] = a;
    if (b < a) root[a] = b;
  }
  std::vector<std::uint32_t> part(root.size());
  std::uint32_t count = 0;
  for (std::uint32_t n = 0; n < root.size(); ++n) {
    const std::uint32_t top = find(n);
    part[n] = top == n ? count++ : part[top];
  }
  return part;
}

SegmentsOfNodes::SegmentsOfNodes(const VesselGraph& graph)
    : start_(graph.nodes.size() + 1, 0), list_(2 * graph.segments.size()) {
  for (const VesselSegment& segment : graph.segments) {
    ++start_[segment.from + 1];
    ++start_[segment.to + 1];
  }
  std::partial_sum(start_.begin(), start_.end(), start_.begin());
  std::vector<std::uint32_t> next(start_.begin(), start_.end() - 1);
  for (std::uint32_t s = 0; s < graph.segments.size(); ++s) {
    list_[next[graph.segments[s].from]++] = s;
    list_[next[graph.segments[s].to]++] = s;
  }
}

}  // namespace cytotwin
