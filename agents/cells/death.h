#pragma once

#include "agents/cells/volume.h"

namespace cytotwin {

/// Programmed death: the cell shrinks and is removed after a fixed time.
struct ApoptosisModel {
  double rate = 0.00319 / 60;  ///< [1/min], >= 0, before behaviour
  double duration = 8.6 * 60;  ///< [min], > 0
  VolumeRates volume = {3.0 / 60, 0.35 / 60, 1.0 / 60};
};

/// Death by starvation: the cell swells, bursts, lyses and calcifies.
struct NecrosisModel {
  VolumeRates swelling = {0.67 / 60, 0.013 / 60, 0.0032 / 60, 0.0042 / 60};
  VolumeRates lysis = {0.05 / 60, 0.013 / 60, 0.0032 / 60, 0.0042 / 60};
  double rupture_ratio = 2;          ///< bursts at this multiple of the volume at entry, > 1
  double duration = 60.0 * 24 * 60;  ///< after the burst [min], > 0
};

/// How a cell type dies. Defaults of PhysiCell 1.14.2 (Ghaffarizadeh et al. 2018; Macklin et al.
/// 2012 for the necrosis submodel).
struct DeathModel {
  ApoptosisModel apoptosis;
  NecrosisModel necrosis;
  double uptake_factor = 0.1;    ///< uptake of a dead cell relative to a live one, >= 0
  double secretion_factor = 0;   ///< secretion of a dead cell relative to a live one, >= 0
  double released_fraction = 0;  ///< of internalised substance given back when the cell is removed
};

}  // namespace cytotwin
