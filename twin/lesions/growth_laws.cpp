#include "twin/lesions/growth_laws.h"

#include <algorithm>
#include <cmath>

#include "twin/lesions/simplex.h"

namespace cytotwin::lesions {
namespace {

constexpr int evaluations_a_start = 400;

struct Bounds {
  double low, high;
};

constexpr Bounds log_volume{-20.7, 6.9};
constexpr Bounds log_rate{-9.2, 0};
constexpr Bounds log_growth{-9.2, -1.2};  // of growth and decay: volume doubles in 16 days
constexpr Bounds rate{-1, 1};
constexpr Bounds shape{-2, 2};

std::vector<Bounds> bounds_of(Law law) {
  switch (law) {
    case Law::exponential:
      return {log_volume, rate};
    case Law::growth_decay:
      return {log_volume, log_rate, log_growth};
    case Law::general_bertalanffy:
      return {log_volume, log_volume, log_rate, shape};
    default:
      return {log_volume, log_volume, log_rate};
  }
}

double shape_of(Law law, std::span<const double> parameters) {
  if (law == Law::logistic) return -1;
  if (law == Law::classic_bertalanffy) return 1.0 / 3;
  return law == Law::gompertz ? 0 : parameters[3];
}

double bertalanffy_volume(double log_start, double log_end, double speed, double of_shape,
                          double weeks) {
  const double left = std::exp(-speed * weeks);
  if (std::abs(of_shape) < 1e-6) return std::exp(log_end + (log_start - log_end) * left);
  const double u = 1 + std::expm1(of_shape * (log_start - log_end)) * left;
  return std::exp(log_end + std::log(std::max(u, 1e-300)) / of_shape);
}

double volume_at(Law law, std::span<const double> p, double weeks) {
  if (law == Law::exponential) return std::exp(p[0] + p[1] * weeks);
  if (law == Law::growth_decay)
    return std::exp(p[0]) * growth_decay_shape(std::exp(p[1]), std::exp(p[2]), weeks);
  return bertalanffy_volume(p[0], p[1], std::exp(p[2]), shape_of(law, p), weeks);
}

/// Size relative to the scale.
double size_at(Law law, std::span<const double> p, double power, double weeks) {
  const double volume = volume_at(law, p, weeks);
  return power == 1 ? volume : std::pow(volume, 1 / power);
}

double log_of(double size, double power) {
  return std::clamp(power * std::log(std::max(size, 1e-3)), log_volume.low, log_volume.high);
}

/// Starts that between them reach growth, shrinkage and a turn.
std::vector<std::vector<double>> starts_of(Law law, std::span<const double> weeks,
                                           std::span<const double> relative, double power) {
  const double first = log_of(relative.front(), power), last = log_of(relative.back(), power);
  if (law == Law::exponential) {
    const double slope = (last - first) / std::max(weeks.back(), 1.0);
    return {{first, std::clamp(slope, -0.5, 0.5)}, {last, 0}};
  }
  if (law == Law::growth_decay) return {{first, -4, -4}, {first, -2, -4}, {first, -4, -3}};
  std::vector<std::vector<double>> starts = {
      {first, last, -2.3}, {first, 1, -4}, {first, std::min(first, last) - 1.5, -3}};
  if (law != Law::general_bertalanffy) return starts;
  std::vector<std::vector<double>> with_shape;
  for (const double of_shape : {1.0 / 3, -1.0}) {
    for (std::vector<double> start : starts) {
      start.push_back(of_shape);
      with_shape.push_back(std::move(start));
    }
  }
  return with_shape;
}

/// Moves into the bounds what lies outside; how far that was, squared.
double confine(std::vector<double>& parameters, const std::vector<Bounds>& bounds) {
  double outside = 0;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const double inside = std::clamp(parameters[i], bounds[i].low, bounds[i].high);
    outside += (parameters[i] - inside) * (parameters[i] - inside);
    parameters[i] = inside;
  }
  return outside;
}

}  // namespace

std::string name_of(Law law) {
  constexpr std::array<const char*, 6> names = {"exponential",         "logistic",
                                                "classic Bertalanffy", "Gompertz",
                                                "general Bertalanffy", "growth-decay"};
  return names[static_cast<std::size_t>(law)];
}

double growth_decay_shape(double decay, double growth, double weeks) {
  return std::exp(-decay * weeks) + std::expm1(growth * weeks);
}

double FittedLaw::at(double weeks) const {
  if (scale <= 0) return 0;
  return scale * std::min(size_at(law, parameters, power, weeks), 1e6);
}

FittedLaw fit_law(Law law, std::span<const double> weeks, std::span<const double> sizes,
                  double power) {
  FittedLaw fitted{law, *std::max_element(sizes.begin(), sizes.end()), {}, power};
  if (fitted.scale <= 0) return fitted;
  std::vector<double> relative(sizes.begin(), sizes.end());
  for (double& size : relative) size /= fitted.scale;
  const std::vector<Bounds> bounds = bounds_of(law);
  const auto squares = [&](std::span<const double> place) {
    std::vector<double> parameters(place.begin(), place.end());
    double sum = confine(parameters, bounds);
    for (std::size_t i = 0; i < relative.size(); ++i) {
      const double error = std::min(size_at(law, parameters, power, weeks[i]), 1e6) - relative[i];
      sum += error * error;
    }
    return sum;
  };
  const std::vector<double> step(bounds.size(), 0.4);
  Minimum best;
  for (const std::vector<double>& start : starts_of(law, weeks, relative, power)) {
    Minimum found = minimum_near(squares, start, step, evaluations_a_start);
    if (best.place.empty() || found.value < best.value) best = std::move(found);
  }
  confine(best.place, bounds);
  fitted.parameters = std::move(best.place);
  return fitted;
}

}  // namespace cytotwin::lesions
