#include "twin/lesions/lesion_model.h"

#include <algorithm>
#include <cmath>

namespace cytotwin::lesions {
namespace {

constexpr double strongest_regress = -0.5;  // of L, for lesions beyond the largest

double growth_limit(double start_share, double live) {
  return std::max(1 - std::sqrt(std::sqrt(start_share * live)), strongest_regress);
}

struct Lesion {
  double sensitive, resistant, dead = 0;
  double live() const { return sensitive + resistant; }
};

/// One step with the effect of its middle.
void advance(Lesion& lesion, const LesionParameters& p, double start_share, double effect,
             double step) {
  const double kill = p.kill * effect;
  const double growth_now = p.growth * growth_limit(start_share, lesion.live());
  const double middle = lesion.sensitive * std::exp((growth_now - kill) * step / 2) +
                        lesion.resistant * std::exp(growth_now * step / 2);
  const double growth = p.growth * growth_limit(start_share, middle);
  const double net = (growth - kill) * step;
  const double gain = std::expm1(net);
  const double killed = lesion.sensitive * kill * step * (std::abs(net) > 1e-9 ? gain / net : 1);
  lesion.sensitive *= 1 + gain;
  lesion.resistant *= std::exp(growth * step);
  const double kept = std::exp(-clearance * step);
  lesion.dead = lesion.dead * kept + killed * (1 - kept) / (clearance * step);
}

}  // namespace

LesionParameters parameters_of(const TransformedParameters& transformed) {
  return {std::exp(transformed[0]), std::exp(transformed[1]), std::exp(transformed[2]),
          std::exp(transformed[3]), 1 / (1 + std::exp(-transformed[4]))};
}

double effect_at(const LesionParameters& parameters, double week) {
  const double rise = 1 / parameters.delay, fall = parameters.escape;
  const double difference = rise - fall;
  if (std::abs(difference) * week < 1e-6) return rise * week * std::exp(-rise * week);
  return rise * (std::exp(-fall * week) - std::exp(-rise * week)) / difference;
}

std::vector<double> relative_diameters(const LesionParameters& parameters, double start_mm,
                                       std::size_t weeks, int steps_a_week) {
  const double start_share = std::pow(start_mm / largest_mm, 3);
  const double step = 1.0 / steps_a_week;
  Lesion lesion{1 - parameters.resistant, parameters.resistant};
  std::vector<double> diameters = {1};
  diameters.reserve(weeks + 1);
  for (std::size_t week = 0; week < weeks; ++week) {
    for (int s = 0; s < steps_a_week; ++s) {
      const double middle = static_cast<double>(week) + (s + 0.5) * step;
      advance(lesion, parameters, start_share, effect_at(parameters, middle), step);
    }
    diameters.push_back(std::cbrt(lesion.live() + lesion.dead));
  }
  return diameters;
}

double untreated_growth(const LesionParameters& parameters, double start_mm) {
  return parameters.growth * growth_limit(std::pow(start_mm / largest_mm, 3), 1) / 3;
}

}  // namespace cytotwin::lesions
