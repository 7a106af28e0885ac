#pragma once

#include "assimilation/ensemble.h"

namespace cytotwin {

/// Gaspari and Cohn 1999, eq. 4.10: a correlation that falls smoothly to 0 at 2 `half_support`.
/// @param distance      >= 0
/// @param half_support  > 0, in the same unit
double gaspari_cohn(double distance, double half_support);

/// 1 up to `radius`, 0 beyond.
double step_taper(double distance, double radius);

}  // namespace cytotwin
