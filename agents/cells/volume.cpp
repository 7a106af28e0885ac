#include "agents/cells/volume.h"

#include <cmath>
#include <numbers>

namespace cytotwin {

double CellVolume::nuclear() const {
  const double solids = nuclear_solid + cytoplasmic_solid;
  return solids > 0 ? total() * nuclear_solid / solids : 0;
}

double radius_of(double volume) { return std::cbrt(0.75 * volume / std::numbers::pi); }

}  // namespace cytotwin
