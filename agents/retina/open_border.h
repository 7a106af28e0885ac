#pragma once

#include "agents/vessels/vessel_graph.h"

namespace cytotwin {

/// The rectangle that a patch was cut out of [um].
struct PatchBorder {
  double left = 0, right = 0, bottom = 0, top = 0;
  double margin = 80;  ///< nodes this near to a side are joined to what lies beyond
};

/// Joins a patch to its surroundings: capillary nodes next to the border become terminals at the
/// pressure, haematocrit and oxygen that they have while all is healthy. The healthy flow stays as
/// it is; where capillaries close later, neighbours beyond the border feed what is left, as in an
/// eye. Without it the corners of a patch would starve first.
/// @param oxygen  of blood that comes in there [mmHg]
/// @throws VesselGraphError, FlowNotSettled
void open_border(VesselGraph& graph, const PatchBorder& border, double oxygen = 40);

}  // namespace cytotwin
