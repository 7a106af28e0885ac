#include "agents/vessels/rheology.h"

#include <cmath>

namespace cytotwin {
namespace {

constexpr double reference_haematocrit = 0.45;

double logit(double x) { return std::log(x / (1 - x)); }

// C passes through 0 near 8 um, where the law's fraction is 0 / 0: this form tends to its limit.
double power_less_one(double haematocrit, double exponent) {
  const double logarithm = std::log1p(-haematocrit);
  return exponent == 0 ? logarithm : std::expm1(exponent * logarithm);
}

}  // namespace

ViscosityOfDiameter::ViscosityOfDiameter(double diameter) {
  const double square = diameter * diameter;
  const double narrow = 1 / (1 + 1e-11 * square * square * square * square * square * square);
  exponent_ = (0.8 + std::exp(-0.075 * diameter)) * (narrow - 1) + narrow;
  const double at_reference =
      6 * std::exp(-0.085 * diameter) + 3.2 - 2.44 * std::exp(-0.06 * std::pow(diameter, 0.645));
  const double ratio = diameter / (diameter - viscosity_wall_layer);
  wall_ = ratio * ratio;
  factor_ = (at_reference - 1) / power_less_one(reference_haematocrit, exponent_) * wall_;
}

double ViscosityOfDiameter::at(double haematocrit) const {
  return (1 + factor_ * power_less_one(haematocrit, exponent_)) * wall_;
}

double relative_viscosity(double diameter, double haematocrit) {
  return ViscosityOfDiameter(diameter).at(haematocrit);
}

double cell_share(double flow_share, double parent_diameter, double diameter_a, double diameter_b,
                  double haematocrit) {
  const double plasma = (1 - haematocrit) / parent_diameter;
  const double least = 0.964 * plasma;
  if (flow_share <= least) return 0;
  if (flow_share >= 1 - least) return 1;
  const double ratio = diameter_a / diameter_b, square = ratio * ratio;
  const double shift = -13.29 * (square - 1) / (square + 1) * plasma;
  const double slope = 1 + 6.98 * plasma;
  const double at = shift + slope * logit((flow_share - least) / (1 - 2 * least));
  return 1 / (1 + std::exp(-at));
}

}  // namespace cytotwin
