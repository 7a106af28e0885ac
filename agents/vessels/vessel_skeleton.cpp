#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "agents/vessels/vessel_mask.h"

namespace cytotwin {
namespace {

constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t smoothing = 3;  // pixels on either side

/// Lines one pixel wide as a graph of pixels. Two pixels that touch by a corner are joined only if
/// no pixel joins them by sides, so that corners make no triangles.
class PixelLines {
 public:
  PixelLines(const std::vector<std::uint8_t>& picture, std::size_t width, std::size_t height)
      : picture_(picture), width_(width), height_(height), links_(picture.size()) {
    for (std::size_t p = 0; p < picture.size(); ++p) {
      if (picture[p]) join(p);
    }
  }
  const std::vector<std::size_t>& links(std::size_t pixel) const { return links_[pixel]; }

  /// Pixels from `from` by `next` to the first that ends or divides lines, or back to `from`.
  std::vector<std::size_t> walk(std::size_t from, std::size_t next) const {
    std::vector<std::size_t> way = {from, next};
    while (links_[way.back()].size() == 2 && way.back() != from) {
      const auto& two = links_[way.back()];
      way.push_back(two[0] == way[way.size() - 2] ? two[1] : two[0]);
    }
    return way;
  }

 private:
  bool at(long x, long y) const {
    return x >= 0 && y >= 0 && x < static_cast<long>(width_) && y < static_cast<long>(height_) &&
           picture_[static_cast<std::size_t>(y) * width_ + static_cast<std::size_t>(x)] != 0;
  }
  void join(std::size_t pixel) {
    const auto x = static_cast<long>(pixel % width_), y = static_cast<long>(pixel / width_);
    for (long dy = -1; dy <= 1; ++dy) {
      for (long dx = -1; dx <= 1; ++dx) {
        if ((dx == 0 && dy == 0) || !at(x + dx, y + dy)) continue;
        if (dx != 0 && dy != 0 && (at(x + dx, y) || at(x, y + dy))) continue;
        links_[pixel].push_back(static_cast<std::size_t>(y + dy) * width_ +
                                static_cast<std::size_t>(x + dx));
      }
    }
  }

  const std::vector<std::uint8_t>& picture_;
  std::size_t width_, height_;
  std::vector<std::vector<std::size_t>> links_;
};

/// Turns ways along pixels into nodes and segments.
class Tracer {
 public:
  Tracer(const VesselMask& mask, const MaskReading& reading)
      : mask_(mask),
        reading_(reading),
        picture_(thin(mask)),
        away_(distance_to_background(mask)),
        lines_(picture_, mask.width, mask.height),
        node_(picture_.size(), nobody),
        passed_(picture_.size(), 0) {}

  VesselGraph trace() {
    for (std::size_t p = 0; p < picture_.size(); ++p) {
      const std::size_t degree = lines_.links(p).size();
      if (picture_[p] && degree != 2 && degree != 0) trace_from(p);
    }
    // What is left are rings.
    for (std::size_t p = 0; p < picture_.size(); ++p) {
      if (picture_[p] && lines_.links(p).size() == 2 && !passed_[p]) trace_from(p);
    }
    return graph_;
  }

 private:
  void trace_from(std::size_t pixel) {
    for (const std::size_t next : lines_.links(pixel)) {
      const std::vector<std::size_t> way = lines_.walk(pixel, next);
      // Each way is met from both ends: the lower one adds it; two pixels side by side likewise.
      const bool round = way.front() == way.back();
      const std::size_t before = way[way.size() - 2];
      if (round ? next > before : pixel > way.back()) continue;
      for (const std::size_t p : way) passed_[p] = 1;
      add_way(way, round);
    }
  }

  void add_way(const std::vector<std::size_t>& way, bool round) {
    if (!round) {
      add_segment(way);
      return;
    }
    const auto middle = way.begin() + static_cast<std::ptrdiff_t>(way.size() / 2);
    add_segment({way.begin(), middle + 1});
    add_segment({middle, way.end()});
  }

  std::uint32_t node_of(std::size_t pixel) {
    if (node_[pixel] == nobody) {
      node_[pixel] = static_cast<std::uint32_t>(graph_.nodes.size());
      graph_.nodes.push_back({(static_cast<double>(pixel % mask_.width) + 0.5) * reading_.pixel,
                              (static_cast<double>(pixel / mask_.width) + 0.5) * reading_.pixel,
                              reading_.depth});
    }
    return node_[pixel];
  }

  /// Mean place of a way's pixels around one, in pixels: lines of pixels go in stairs. Fewer pixels
  /// towards the ends, so that these stay.
  Vec3 smooth(const std::vector<std::size_t>& way, std::size_t i) const {
    const std::size_t half = std::min({smoothing, i, way.size() - 1 - i});
    Vec3 sum;
    for (std::size_t n = i - half; n <= i + half; ++n) {
      sum = sum + Vec3{static_cast<double>(way[n] % mask_.width),
                       static_cast<double>(way[n] / mask_.width), 0};
    }
    return 1 / static_cast<double>(2 * half + 1) * sum;
  }

  void add_segment(const std::vector<std::size_t>& way) {
    double length = 0, half = 0;
    for (std::size_t i = 0; i < way.size(); ++i) {
      // A line of odd width w has its background (w + 1) / 2 pixels from its centre.
      half += away_[way[i]] - 0.5;
      if (i > 0) length += norm(smooth(way, i) - smooth(way, i - 1));
    }
    VesselSegment segment{node_of(way.front()), node_of(way.back())};
    segment.length = length * reading_.pixel;
    segment.diameter = std::max(reading_.least_diameter,
                                2 * half / static_cast<double>(way.size()) * reading_.pixel);
    segment.plexus = segment.diameter >= reading_.wide ? Plexus::arcade : Plexus::superficial;
    graph_.segments.push_back(segment);
  }

  const VesselMask& mask_;
  const MaskReading& reading_;
  std::vector<std::uint8_t> picture_;
  std::vector<double> away_;
  PixelLines lines_;
  std::vector<std::uint32_t> node_;
  std::vector<unsigned char> passed_;
  VesselGraph graph_;
};

/// Keeps some segments and the nodes at their ends.
VesselGraph keep(const VesselGraph& graph, const std::vector<unsigned char>& kept) {
  VesselGraph smaller;
  std::vector<std::uint32_t> number(graph.nodes.size(), nobody);
  for (std::size_t s = 0; s < graph.segments.size(); ++s) {
    if (!kept[s]) continue;
    VesselSegment segment = graph.segments[s];
    for (std::uint32_t* end : {&segment.from, &segment.to}) {
      if (number[*end] == nobody) {
        number[*end] = static_cast<std::uint32_t>(smaller.nodes.size());
        smaller.nodes.push_back(graph.nodes[*end]);
      }
      *end = number[*end];
    }
    smaller.segments.push_back(segment);
  }
  return smaller;
}

/// Dead ends no longer than the vessel they stick out of is wide are thinning's, not the eye's.
VesselGraph without_spurs(const VesselGraph& graph, const VesselMask& mask,
                          const MaskReading& reading) {
  const SegmentsOfNodes around(graph);
  const double margin = 1.5 * reading.pixel;
  const double right = static_cast<double>(mask.width) * reading.pixel - margin;
  const double low = static_cast<double>(mask.height) * reading.pixel - margin;
  std::vector<unsigned char> kept(graph.segments.size(), 1);
  for (std::size_t s = 0; s < kept.size(); ++s) {
    const VesselSegment& segment = graph.segments[s];
    const bool from_ends = around.count(segment.from) == 1, to_ends = around.count(segment.to) == 1;
    if (from_ends == to_ends) continue;
    const Vec3& tip = graph.nodes[from_ends ? segment.from : segment.to];
    const bool leaves = tip.x < margin || tip.y < margin || tip.x > right || tip.y > low;
    const std::uint32_t root = from_ends ? segment.to : segment.from;
    double widest = 0;
    for (const std::uint32_t* o = around.begin(root); o != around.end(root); ++o) {
      if (*o != s) widest = std::max(widest, graph.segments[*o].diameter);
    }
    if (!leaves && segment.length < reading.spur * widest / 2) kept[s] = 0;
  }
  return keep(graph, kept);
}

VesselGraph largest_part(const VesselGraph& graph) {
  const std::vector<std::uint32_t> part = connected_parts(graph, false);
  std::vector<std::size_t> size(graph.nodes.size(), 0);
  for (const std::uint32_t p : part) ++size[p];
  const auto largest =
      static_cast<std::uint32_t>(std::max_element(size.begin(), size.end()) - size.begin());
  std::vector<unsigned char> kept;
  for (const VesselSegment& segment : graph.segments) {
    kept.push_back(part[segment.from] == largest);
  }
  return keep(graph, kept);
}

}  // namespace

VesselGraph trace_vessels(const VesselMask& mask, const MaskReading& reading) {
  if (mask.vessel.size() != mask.width * mask.height || mask.vessel.empty()) {
    throw std::invalid_argument(fmt::format("trace_vessels: mask has {} pixels, its sides {} x {}",
                                            mask.vessel.size(), mask.width, mask.height));
  }
  if (!(reading.pixel > 0) || !std::isfinite(reading.pixel)) {
    throw std::invalid_argument(
        fmt::format("trace_vessels: pixel is {} um (above 0)", reading.pixel));
  }
  const VesselGraph all = Tracer(mask, reading).trace();
  if (all.segments.empty()) {
    throw std::invalid_argument("trace_vessels: the mask has no line of two pixels or more");
  }
  return largest_part(without_spurs(all, mask, reading));
}

void add_border_terminals(VesselGraph& graph, double width, double height, double margin,
                          double least_diameter, const BorderBlood& blood) {
  const SegmentsOfNodes around(graph);
  struct Candidate {
    double angle;
    std::uint32_t node;
  };
  std::vector<Candidate> found;
  for (std::uint32_t n = 0; n < graph.nodes.size(); ++n) {
    const Vec3& at = graph.nodes[n];
    const double from_border = std::min({at.x, at.y, width - at.x, height - at.y});
    if (around.count(n) != 1 || from_border > margin) continue;
    if (graph.segments[*around.begin(n)].diameter < least_diameter) continue;
    found.push_back({std::atan2(at.y - height / 2, at.x - width / 2), n});
  }
  if (found.size() < 2) {
    throw std::invalid_argument(
        fmt::format("add_border_terminals: {} vessel{} at least {} um wide end{} within {} um of "
                    "the border (at "
                    "least 2)",
                    found.size(), found.size() == 1 ? "" : "s", least_diameter,
                    found.size() == 1 ? "s" : "", margin));
  }
  std::sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
    return a.angle != b.angle ? a.angle < b.angle : a.node < b.node;
  });
  for (std::size_t i = 0; i < found.size(); ++i) {
    graph.terminals.push_back({found[i].node, i % 2 == 0 ? blood.arterial : blood.venous,
                               blood.haematocrit, blood.oxygen});
  }
}

}  // namespace cytotwin
