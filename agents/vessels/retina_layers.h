#pragma once

#include <array>
#include <cstddef>

#include "agents/vessels/vessel_graph.h"

namespace cytotwin {

/// Layers of the retina from the vitreous to the choroid.
enum class RetinaLayer {
  nerve_fibres,
  ganglion_cells,
  inner_plexiform,
  inner_nuclear,
  outer_nuclear,   ///< with the outer plexiform layer
  inner_segments,  ///< where photoreceptors burn oxygen
  outer_segments,  ///< to the choriocapillaris
};
inline constexpr std::size_t retina_layer_count = 7;
inline constexpr std::size_t inner_layer_count = 4;  ///< those that retinal vessels feed

/// The retina at one place.
struct RetinaColumn {
  std::array<double, retina_layer_count> thickness;    ///< [um], > 0
  std::array<double, retina_layer_count> consumption;  ///< at plenty of oxygen [mL/100 g/min], >= 0
};

/// How oxygen moves and is burnt in retina, and what the choroid offers.
struct RetinaOxygenConstants {
  double permeability = 0.0473;  ///< D k [um^3 O2/(um s mmHg)] = 4.73e-10 mL/(cm s mmHg)
  double half_maximum = 1;       ///< K of Michaelis and Menten [mmHg], > 0
  double choroid = 48;           ///< beyond the outer segments [mmHg]; dark-adapted macaque
};

/// [um^3 O2/(um^3 s)] of 1 mL O2/(100 g min), tissue as dense as water.
inline constexpr double consumption_unit = 1.0 / 6000;

/// The perifoveal column calibrated against the macaque in the dark (Birol et al. 2007, Invest
/// Ophthalmol Vis Sci 48:2653): 44, 27, 27, 30, 55, 20, 30 um; 3.0 in the inner layers, 0.3, 24, 0.
RetinaColumn perifoveal_column();
/// The same in the light: inner segments at 72 % (the same source).
RetinaColumn in_light(RetinaColumn column);

/// The column at a distance from the fovea: the perifoveal one beyond 2.3 mm, the mean parafovea
/// (34, 43, 43, 38, 62 um) at 0.8 to 1.1 mm, the pit at the centre (inner layers next to nothing,
/// outer nuclear layer 76 um, 18 um to the choroid), smooth between; inner segments burn 68 % at
/// the fovea (Birol et al. 2007).
/// @param radius  from the fovea [um], >= 0
RetinaColumn macular_column(double radius);

double total_thickness(const RetinaColumn& column);  ///< [um]

/// Depth of a plexus' middle below the inner limiting membrane [um]: arcades 31, capillaries 54, 94
/// and 124 um in the perifoveal column, and elsewhere in the same layers. Not for verticals.
double plexus_depth(const RetinaColumn& column, Plexus plexus);

}  // namespace cytotwin
