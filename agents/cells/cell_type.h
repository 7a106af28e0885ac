#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agents/cells/cycle.h"
#include "agents/cells/death.h"
#include "agents/cells/variable.h"
#include "agents/cells/volume.h"
#include "agents/contacts/contact_model.h"
#include "agents/mechanics/laws.h"
#include "agents/motion/motility.h"

namespace cytotwin {

/// What a cell does to one substance, per cell volume: S V (T - c) - U V c + E.
struct CellExchangeRates {
  double secretion = 0;         ///< S [1/min], >= 0
  double secretion_target = 0;  ///< T [the substance's unit], >= 0
  double uptake = 0;            ///< U [1/min], >= 0
  /// Concentration at which uptake is half of its maximum [the substance's unit]. If set,
  /// U = uptake K / (K + c) (Michaelis and Menten 1913): saturating; unset: proportional to c.
  std::optional<double> uptake_half_maximum;
  double net_export = 0;  ///< E [unit um^3 / min], any sign is clipped at an empty voxel
};

/// Dependence of cycle entry and of necrosis on oxygen (Ghaffarizadeh et al. 2018, section "cell
/// cycling and death"; PhysiCell 1.14.2): clamp((p - threshold) / (saturation - threshold)) and
/// maximum x clamp((threshold_necrosis - p) / (threshold_necrosis - full_necrosis)).
struct OxygenResponse {
  std::string substance = "oxygen";
  double cycle_threshold = 5;        ///< no entry at or below [mmHg]
  double cycle_saturation = 38;      ///< full rate at or above [mmHg], > cycle_threshold
  double necrosis_threshold = 5;     ///< no necrosis above [mmHg]
  double necrosis_full = 2.5;        ///< full rate at or below [mmHg], < necrosis_threshold
  double necrosis_rate = 1.0 / 360;  ///< maximum [1/min]
  bool necrosis_at_once = false;     ///< dies as soon as oxygen is below necrosis_threshold
};

/// Contact inhibition: cycle entry x 1 / (1 + (pressure / half)^power) (a Hill response).
struct PressureResponse {
  double half_maximum = 1;  ///< pressure at half the rate, 1 = close packing [-], > 0
  double power = 4;         ///< Hill power [-], > 0
};

/// A cell type: everything that its cells share.
struct CellType {
  std::string name;
  CycleModel cycle = live_cycle();
  VolumeModel volume;
  DeathModel death;
  MechanicsParameters mechanics;
  std::optional<OxygenResponse> oxygen;
  std::optional<PressureResponse> pressure;
  /// Variable that scales the exit rates and paces of oxygen-limited phases; empty: none.
  std::string rate_variable;
  std::vector<VariableDistribution> variables;  ///< one a variable of the tissue; empty: all 0
  std::optional<Motility> motility;             ///< unset: stands still
  ContactModel contact;
  std::vector<CellExchangeRates> exchange;  ///< one a substance, in the scenario's order
};

}  // namespace cytotwin
