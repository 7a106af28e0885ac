#include "agents/vessels/blood_oxygen.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace cytotwin {

double BloodOxygen::saturation(double oxygen) const {
  const double ratio = std::pow(oxygen / half_saturation, exponent);
  return ratio / (1 + ratio);
}

double BloodOxygen::content(double oxygen, double haematocrit) const {
  return capacity * haematocrit * saturation(oxygen) + solubility * oxygen;
}

void BloodOxygen::content(double oxygen, double haematocrit, double& value, double& slope) const {
  const double bound = saturation(oxygen);
  const double steepness = oxygen > 0 ? exponent * bound * (1 - bound) / oxygen : 0;
  value = capacity * haematocrit * bound + solubility * oxygen;
  slope = capacity * haematocrit * steepness + solubility;
}

double BloodOxygen::oxygen_of(double wanted, double haematocrit, double start) const {
  if (wanted <= 0) return 0;
  // Saturated blood holds `capacity` at most, dissolved gas alone all of it: the root lies between.
  double low = std::max(0.0, (wanted - capacity * haematocrit) / solubility);
  double high = wanted / solubility;
  double oxygen = std::clamp(start, low, high);
  for (int step = 0; step < 200; ++step) {
    double value = 0, slope = 0;
    content(oxygen, haematocrit, value, slope);
    const double excess = value - wanted;
    (excess > 0 ? high : low) = oxygen;
    const double next = oxygen - excess / slope;
    // The step after this one would be the square of it.
    if (std::abs(next - oxygen) <= 1e-8 * oxygen) return std::max(0.0, next);
    oxygen = next > low && next < high ? next : 0.5 * (low + high);
  }
  return oxygen;
}

double wall_resistance(double diameter) {
  constexpr std::array<std::pair<double, double>, 11> table = {{{4, 2.45},
                                                                {5, 2.00},
                                                                {6, 1.74},
                                                                {8, 1.44},
                                                                {10, 1.27},
                                                                {12, 1.16},
                                                                {16, 1.02},
                                                                {20, 0.935},
                                                                {28, 0.815},
                                                                {40, 0.75},
                                                                {50, 0.73}}};
  if (diameter <= table.front().first) return table.front().second;
  for (std::size_t i = 1; i < table.size(); ++i) {
    if (diameter > table[i].first) continue;
    const double share = (diameter - table[i - 1].first) / (table[i].first - table[i - 1].first);
    return table[i - 1].second + share * (table[i].second - table[i - 1].second);
  }
  return table.back().second;
}

}  // namespace cytotwin
