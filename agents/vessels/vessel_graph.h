#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/vec3.h"

namespace cytotwin {

/// Which part of the retinal circulation a segment belongs to.
enum class Plexus : std::uint8_t {
  arcade,        ///< arterioles and venules, in the nerve fibre layer
  superficial,   ///< capillaries of the ganglion cell layer
  intermediate,  ///< capillaries above the inner nuclear layer
  deep,          ///< capillaries below the inner nuclear layer
  vertical,      ///< capillaries that join two plexuses
};
inline constexpr std::size_t plexus_count = 5;
const char* plexus_name(Plexus plexus);

/// What has become of a segment; only an open one carries blood.
enum class VesselStatus : std::uint8_t { open, plugged, occluded, acellular };

/// A stretch of vessel between two nodes.
struct VesselSegment {
  std::uint32_t from = 0, to = 0;  ///< nodes; flow is positive from `from` to `to`
  double diameter = 5;             ///< inner [um], above 1.1 (the wall layer of the viscosity law)
  double length = 0;               ///< along the vessel [um], > 0
  Plexus plexus = Plexus::superficial;
  VesselStatus status = VesselStatus::open;
  bool is_open() const { return status == VesselStatus::open; }
};

/// A node where blood enters or leaves at a fixed pressure. Haematocrit and oxygen matter only
/// while blood enters.
struct VesselTerminal {
  std::uint32_t node = 0;
  double pressure = 0;       ///< [mmHg]
  double haematocrit = 0.4;  ///< of the blood outside, discharge, in [0, 0.8]
  double oxygen = 65;        ///< of the blood outside [mmHg], >= 0
};

/// Vessels as a graph of nodes and segments; plain data that events may change in place (diameter,
/// status, terminals), while nodes and ends of segments stay as they are.
struct VesselGraph {
  std::vector<Vec3> nodes;  ///< [um]; z = depth below the inner limiting membrane
  std::vector<VesselSegment> segments;
  std::vector<VesselTerminal> terminals;
};

/// All that is wrong with a graph, one sentence a problem.
class VesselGraphError : public std::runtime_error {
 public:
  explicit VesselGraphError(std::vector<std::string> problems);
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  std::vector<std::string> problems_;
};

/// What is wrong with a graph, with index and value: ends that are no nodes, numbers out of range
/// or not finite, parts not joined to the largest one (open or not), no two terminals of different
/// pressure. At most ten sentences of each kind, then how many more. Empty: nothing.
std::vector<std::string> vessel_problems(const VesselGraph& graph);
/// @throws VesselGraphError with all problems, if there are any
void check_vessels(const VesselGraph& graph);

/// Number of the connected part of each node, counted from 0 by their lowest node.
/// @param only_open  whether closed segments join nothing
std::vector<std::uint32_t> connected_parts(const VesselGraph& graph, bool only_open);

/// For each node the segments that end there, ascending.
class SegmentsOfNodes {
 public:
  explicit SegmentsOfNodes(const VesselGraph& graph);
  const std::uint32_t* begin(std::size_t node) const { return list_.data() + start_[node]; }
  const std::uint32_t* end(std::size_t node) const { return list_.data() + start_[node + 1]; }
  std::size_t count(std::size_t node) const { return start_[node + 1] - start_[node]; }

 private:
  std::vector<std::uint32_t> start_, list_;
};

}  // namespace cytotwin
