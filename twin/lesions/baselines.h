#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/parallel.h"
#include "twin/lesions/forecast.h"
#include "twin/lesions/growth_laws.h"
#include "twin/lesions/protocol.h"

namespace cytotwin::lesions {

/// The last seen size.
Forecasts persistence(std::span<const Patient> patients, std::span<const Case> cases);

/// The straight line through the last two seen scans, not below 0.
Forecasts line_through_last_two(std::span<const Patient> patients, std::span<const Case> cases);

/// A law fitted to the seen scans of the patient alone, at most 400 mm (or that volume).
/// @param power  as of fit_law(): 3 where scans hold diameters, 1 where they hold volumes
Forecasts fitted_law(Law law, std::span<const Patient> patients, std::span<const Case> cases,
                     double power, const Workers& workers);

/// Rates of decay and growth of the growth-decay law of volume [1/week], fitted to all scans of a
/// patient; none for fewer than 3 scans or no size above 0. Shape (patients).
struct DecayAndGrowth {
  double decay = 0, growth = 0;
};
std::vector<std::optional<DecayAndGrowth>> growth_decay_fits(std::span<const Patient> patients,
                                                             const Workers& workers);

/// The growth-decay law with the rates of each patient of the other folds as a prior of equal
/// weights: first sizes by weighted least squares, weights by the likelihood of the seen scans, of
/// which the error is 2 mm + 6 %.
Forecasts growth_decay_bank(std::span<const Patient> patients, std::span<const Case> cases,
                            std::span<const std::optional<DecayAndGrowth>> fits,
                            const Workers& workers);

/// Largest size a law may forecast [mm].
inline constexpr double largest_forecast = 400;

/// Standard deviation of a measured diameter, 2 mm + 6 % [mm].
inline double measurement_error(double mm) { return 2 + 0.06 * mm; }

}  // namespace cytotwin::lesions
