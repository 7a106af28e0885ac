#pragma once

#include <cstdint>

#include "agents/cells/control.h"

namespace cytotwin {

/// "Signal increases (or decreases) behaviour towards a saturation, with a Hill response" (Johnson
/// et al. 2023, the cell-behaviour grammar).
struct Rule {
  Signal signal;
  Control behaviour;
  bool increases = true;
  double saturation = 0;         ///< of the behaviour, at a strong signal [its unit]
  double half_maximum = 1;       ///< of the signal [its unit], > 0
  double hill_power = 4;         ///< [-], > 0
  bool applies_to_dead = false;  ///< dead cells follow it too
};

/// "The behaviour is `factor` x a variable": what other rules start from in place of the type's own
/// value.
struct Drive {
  Control behaviour;
  std::uint16_t variable = 0;
  double factor = 1;  ///< [the behaviour's unit per the variable's]
};

}  // namespace cytotwin
