#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agents/retina/lateral_screen.h"

namespace cytotwin {

/// Burns of one session. A burn kills the photoreceptors under it and their use of oxygen, lets the
/// choroid supply the inner retina there, and removes cells that release growth factor.
struct LaserSession {
  enum class Pattern { panretinal, dots, bands, focal };
  double day = 0;
  Pattern pattern = Pattern::panretinal;
  double burned_share = 0.2;  ///< of the area that is treated; dots and panretinal, in (0, 1)
  double spot = 300;          ///< diameter of a burn [um], > 0
  int bands = 4;              ///< of bands
  double band_length = 0.6;   ///< of the way from artery to vein, in (0, 1]
  double spare_radius = 0;    ///< around the fovea nothing is burned [um]
};

/// Where a pattern burns; a focal session burns nothing, it closes microaneurysms.
/// @returns one value a column, 1: burned
std::vector<std::uint8_t> burned_columns(const ColumnGrid& grid, const LaserSession& session,
                                         double fovea_x, double fovea_y);

}  // namespace cytotwin
