#include "agents/cells/volume.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cytotwin {
namespace {

// (1 - exp(-x)) / x, 1 at x = 0; full accuracy for any x >= 0.
double decay_average(double x) { return x > 0 ? -std::expm1(-x) / x : 1; }

// Integral of exp(-a (t - s)) exp(-b s) over s in [0, t]: a divided difference of exp. The slower
// decay is taken out in front, so the rest is positive and nothing cancels when a = b.
double chained_decay(double a, double b, double t) {
  return std::exp(-std::min(a, b) * t) * t * decay_average(std::abs(a - b) * t);
}

double euler(double value, double slope, double step) {
  return std::max(0.0, value + step * slope);
}

}  // namespace

double CellVolume::nuclear() const {
  const double solids = nuclear_solid + cytoplasmic_solid;
  return solids > 0 ? total() * nuclear_solid / solids : 0;
}

VolumePropagator::Solid VolumePropagator::solid(double rate, double feed, double decay,
                                                double step) {
  const double held = feed * chained_decay(decay, 0, step);
  const double leaving = feed * chained_decay(decay, rate, step);
  // A solid is now x exp(-r s) + target (1 - exp(-r s)): both parts positive.
  return {std::exp(-rate * step), -std::expm1(-rate * step), leaving,
          std::max(0.0, held - leaving)};
}

VolumePropagator::VolumePropagator(const VolumeRates& rates, double fluid_fraction, double step) {
  const double decay = rates.fluid * (1 - fluid_fraction);
  const double feed = rates.fluid * fluid_fraction;
  fluid_keep_ = std::exp(-decay * step);
  nuclear_ = solid(rates.nuclear, feed, decay, step);
  cytoplasmic_ = solid(rates.cytoplasmic, feed, decay, step);
}

CellVolume VolumePropagator::operator()(const CellVolume& volume, double nuclear_target,
                                        double cytoplasmic_target) const {
  const Solid &n = nuclear_, &c = cytoplasmic_;
  return {fluid_keep_ * volume.fluid + n.fluid_now * volume.nuclear_solid +
              n.fluid_target * nuclear_target + c.fluid_now * volume.cytoplasmic_solid +
              c.fluid_target * cytoplasmic_target,
          n.keep * volume.nuclear_solid + n.gain * nuclear_target,
          c.keep * volume.cytoplasmic_solid + c.gain * cytoplasmic_target};
}

CellVolume advance_volume(const CellVolume& volume, const VolumeTargets& targets,
                          const VolumeRates& rates, double step, VolumeScheme scheme) {
  if (scheme == VolumeScheme::exact) {
    return VolumePropagator(rates, targets.fluid_fraction, step)(volume, targets.nuclear_solid,
                                                                 targets.cytoplasmic_solid);
  }
  const double nuclear_gap = targets.nuclear_solid - volume.nuclear_solid;
  const double cytoplasmic_gap = targets.cytoplasmic_solid - volume.cytoplasmic_solid;
  const double fluid_gap = targets.fluid_fraction * volume.total() - volume.fluid;
  return {euler(volume.fluid, rates.fluid * fluid_gap, step),
          euler(volume.nuclear_solid, rates.nuclear * nuclear_gap, step),
          euler(volume.cytoplasmic_solid, rates.cytoplasmic * cytoplasmic_gap, step)};
}

double radius_of(double volume) { return std::cbrt(0.75 * volume / std::numbers::pi); }

}  // namespace cytotwin
