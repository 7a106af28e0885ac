#include "assimilation/localisation/taper.h"

namespace cytotwin {

double gaspari_cohn(double distance, double half_support) {
  const double r = distance / half_support;
  if (r >= 2) return 0;
  if (r <= 1) return 1 + r * r * (-5. / 3 + r * (5. / 8 + r * (1. / 2 - r / 4)));
  return 4 - 2 / (3 * r) + r * (-5 + r * (5. / 3 + r * (5. / 8 + r * (-1. / 2 + r / 12))));
}

double step_taper(double distance, double radius) { return distance <= radius ? 1 : 0; }

}  // namespace cytotwin
