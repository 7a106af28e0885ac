#pragma once

#include <cstdint>

#include "agents/vessels/vessel_graph.h"

namespace cytotwin {

/// Pressures and blood at the borders of a piece of retina.
struct BorderBlood {
  double arterial = 45;      ///< pressure of inlets [mmHg]
  double venous = 15;        ///< pressure of outlets [mmHg]
  double haematocrit = 0.4;  ///< discharge, entering
  double oxygen = 65;  ///< of entering blood [mmHg]: 92 % saturated, as human retinal arterioles
                       ///< are (Geirsdottir et al. 2012, IOVS 53:5433)
};

/// A square piece of macula around the fovea.
struct MaculaPatch {
  double size = 3000;            ///< of a side [um], 1500 to 8000
  double avascular_radius = 0;   ///< of the foveal zone without capillaries [um]; 0: drawn, 250-350
  double loop = 80;              ///< mean width of a capillary loop [um], 60 to 90
  double least_diameter = 4.6;   ///< of a capillary [um]
  double greatest_diameter = 8;  ///< of a capillary [um]
  double missing = 0.06;         ///< share of the honeycomb's edges left out, 0 to 0.3
  double vertical = 0.12;        ///< verticals a node of the upper of two plexuses, 0.01 to 1
  unsigned arteries = 5;         ///< trunks of each kind at the border, alternating, 2 to 12
  double trunk_diameter = 34;    ///< of an artery at the border [um]; of a vein 1.25 times that
  double branch_spacing = 600;   ///< between two branches of a trunk [um]; veins' lie in between
  BorderBlood blood;
};

/// Generates a macula patch: arteries and veins that alternate around the fovea with side branches
/// that reach between each other's, three jittered honeycombs of capillaries with edges left out,
/// verticals between them, no capillary in the foveal zone. The same seed gives the same graph.
/// Node z is the depth of the plexus in the layers at that place (see retina_layers.h).
/// @throws std::invalid_argument naming the value and what is allowed
VesselGraph macula_patch(const MaculaPatch& patch, std::uint64_t seed);

/// A strip of the mid-periphery between an arteriole and the venule beside it.
struct LadderStrip {
  double length = 4000;      ///< along both vessels [um], >= 200
  double width = 600;        ///< from arteriole to venule [um], >= 100
  double rung_spacing = 80;  ///< between two capillaries from side to side [um], > 0
  double node_spacing = 75;  ///< of nodes along a capillary [um], > 0
  double crossing = 0.25;    ///< share of neighbouring nodes joined between rungs, 0 to 1
  double vertical = 0.1;     ///< share of nodes joined between plexuses, 0 to 1
  double arteriole = 40;     ///< diameter at the inlet [um]
  double venule = 50;        ///< diameter at the outlet [um]
  double capillary = 6.5;    ///< mean diameter [um]; each within 15 % of it
  BorderBlood blood;
};

/// Generates a strip: the arteriole runs along y = 0 from its inlet at x = 0, the venule along
/// y = width to its outlet at x = 0; both taper to half their diameter at x = length. Between them
/// ladder capillaries in two plexuses, superficial and deep.
/// @throws std::invalid_argument naming the value and what is allowed
VesselGraph ladder_strip(const LadderStrip& strip, std::uint64_t seed);

}  // namespace cytotwin
