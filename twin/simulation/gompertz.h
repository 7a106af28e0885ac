#pragma once

#include <span>

namespace cytotwin {

/// Growth that slows down exponentially towards a limit (Gompertz 1825; for radii of spheroids as
/// in Browning et al. 2021, eLife 10:e73020):
///     R(t) = limit exp(-depth exp(-rate (t - origin)))
struct Gompertz {
  double limit = 0;   ///< R for t -> infinity [unit of the data], > 0
  double depth = 0;   ///< ln(limit / R(origin)) [-], > 0
  double rate = 0;    ///< [1 / unit of time], > 0
  double origin = 0;  ///< time that depth belongs to; a fit takes the first point's

  double at(double time) const;
};

/// A fitted curve and how well it does.
struct GompertzFit {
  Gompertz curve;
  double rmse = 0;  ///< sqrt(sum of squared residuals / number of points), all weights 1
};

/// Least squares of the radius itself (not of volume or logarithms) by Levenberg-Marquardt with
/// analytic derivatives, in the logarithms of the parameters so that they stay positive, from 30
/// fixed starts; the best end is returned. Deterministic.
///
/// Data without a bend or that shrink are followed as closely as the form allows, with parameters
/// that mean little and stop at bounds: limit in [1e-3, 1e6] times the largest radius, depth in
/// [1e-9, 1e3], rate in [1e-6, 1e3] over the span of time.
///
/// @param time, radius  of the points, in any order; radius finite and > 0
/// @throws std::invalid_argument for fewer than 3 different times, sizes that differ, or a value
///         out of range, naming it
GompertzFit fit_gompertz(std::span<const double> time, std::span<const double> radius);

}  // namespace cytotwin
