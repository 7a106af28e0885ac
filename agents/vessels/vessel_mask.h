#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agents/vessels/vessel_graph.h"
#include "agents/vessels/vessel_nets.h"

namespace cytotwin {

/// A picture of vessels seen from the front, as optical coherence tomography angiography gives it.
struct VesselMask {
  std::size_t width = 0, height = 0;
  std::vector<std::uint8_t> vessel;  ///< 1 = vessel, shape (height, width), x fastest
};

/// Reads a PBM (P1, P4: 1 = vessel), PGM (P2, P5: at or above half the maximum = vessel) or CSV
/// grid (a row a line, numbers; above 0.5 = vessel).
/// @param size  expected width and height; none: any
/// @throws InputError naming the file and every problem: not readable, unknown format, cut off,
/// rows
///         of different length, wrong size, no vessel
VesselMask read_vessel_mask(const std::string& file,
                            std::optional<std::array<std::size_t, 2>> size = std::nullopt);

/// Thins a mask to lines one pixel wide (Zhang and Suen 1984, Commun ACM 27:236); pixels outside
/// the picture count as background.
std::vector<std::uint8_t> thin(const VesselMask& mask);

/// Distance from each pixel's centre to the nearest centre of a background pixel [pixels], exact
/// (Felzenszwalb and Huttenlocher 2012, Theory Comput 8:415); outside the picture is no background.
std::vector<double> distance_to_background(const VesselMask& mask);

/// How a mask becomes a graph.
struct MaskReading {
  double pixel = 10;            ///< width of a pixel [um], > 0
  double depth = 54;            ///< of all nodes [um]
  double least_diameter = 4.6;  ///< narrower vessels are taken as that wide [um]
  double wide = 20;             ///< from this diameter on a segment belongs to the arcades [um]
  double spur = 1.5;            ///< dead ends shorter than this many half-widths are dropped
};

/// Traces the thinned mask: a node where lines end, meet or close a ring; a segment for each line,
/// its length along the pixels' centres smoothed over seven, its diameter twice the mean distance
/// to the background less half a pixel. Only the largest connected part is kept; there are no
/// terminals.
/// @throws std::invalid_argument if the mask's size does not fit its pixels, or no line is left
VesselGraph trace_vessels(const VesselMask& mask, const MaskReading& reading);

/// Makes terminals of nodes within `margin` of the picture's border that end a segment at least
/// `least_diameter` wide: in order of angle around the centre, arteries and veins in turn.
/// @throws std::invalid_argument if fewer than two nodes qualify
void add_border_terminals(VesselGraph& graph, double width, double height, double margin,
                          double least_diameter, const BorderBlood& blood);

}  // namespace cytotwin
