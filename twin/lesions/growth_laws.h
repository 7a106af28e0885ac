#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "twin/lesions/scans.h"

namespace cytotwin::lesions {

/// The classical laws of growth of a volume v (diameter^3).
///   exponential          v' = w v
///   Bertalanffy family   v' = w v ((v_inf / v)^L - 1) / L, so (v / v_inf)^L = 1 + c exp(-w t):
///     logistic           L = -1
///     Gompertz           L -> 0
///     classic            L = 1/3: w' v^(2/3) - w'' v (von Bertalanffy 1957)
///     general            L fitted
///   growth and decay     v = v0 (exp(-k t) + exp(g t) - 1) (Stein et al. 2008, Oncologist 13:1046)
enum class Law : std::uint8_t {
  exponential,
  logistic,
  classic_bertalanffy,
  gompertz,
  general_bertalanffy,
  growth_decay
};
inline constexpr std::array<Law, 6> all_laws = {Law::exponential,         Law::logistic,
                                                Law::classic_bertalanffy, Law::gompertz,
                                                Law::general_bertalanffy, Law::growth_decay};

std::string name_of(Law law);

/// exp(-decay t) + exp(growth t) - 1.
double growth_decay_shape(double decay, double growth, double weeks);

/// A law with the parameters of one lesion.
struct FittedLaw {
  Law law = Law::exponential;
  double scale = 1;  ///< the largest size that was fitted; 0: all were 0, and so is the law
  std::vector<double> parameters;
  double power = 3;  ///< sizes to this power are the law's volume

  /// Size after some weeks, in the unit that was fitted.
  double at(double weeks) const;
};

/// Least squares of sizes over time, from several starts (Nelder and Mead), parameters bounded to
/// rates of up to 1 a week (growth of the growth-decay law 0.3) and volumes of 10^-9 to 10^3 of the
/// largest.
/// @param weeks,sizes  of the same length, at least 2; weeks start at 0
/// @param power        3: sizes are diameters; 1: sizes are volumes
FittedLaw fit_law(Law law, std::span<const double> weeks, std::span<const double> sizes,
                  double power);

}  // namespace cytotwin::lesions
