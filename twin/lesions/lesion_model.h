#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace cytotwin::lesions {

/// One lesion under treatment, in volumes relative to the lesion's at the start of treatment:
///
///   S' = growth L S - kill E S             sensitive tumour
///   R' = growth L R                        resistant tumour (antigen-low, or not met by the drug)
///   D' = kill E S - clearance D            dead tumour, until it is cleared
///   P' = -escape P                         what drives the effectors: antigen, control of the
///   tumour E' = (P - E) / delay                   effectors, or the drug's effect under
///   chemotherapy L  = 1 - (d_live / largest_mm)^(3/4)   d_live^3 = start_mm^3 (S + R)
///
///   S(0) = 1 - resistant, R(0) = resistant, D(0) = 0, P(0) = 1, E(0) = 0
///   d(t) = start_mm (S + R + D)^(1/3)
///
/// Before the treatment (t < 0) the lesion grows at the rate it has at its start. This is what is
/// identifiable of a larger model with effector recruitment by tumour and checkpoint occupancy: a
/// lesion's diameters carry two or three parameters. The growth limit is the quarter power of
/// cell number (West et al. 2001, Nature 413:628); delay and loss of the effect are first order
/// (for chemotherapy: Claret et al. 2009, J Clin Oncol 27:4103).
struct LesionParameters {
  double growth = 0;     ///< of a small lesion's volume [1/week]
  double kill = 0;       ///< by full effect [1/week]
  double delay = 0;      ///< until the effect is there [weeks]
  double escape = 0;     ///< loss of the effect [1/week]
  double resistant = 0;  ///< share at the start, in (0, 1)
};

inline constexpr double clearance = 1;     ///< of dead tumour [1/week], 0.14 a day
inline constexpr double largest_mm = 250;  ///< diameter at which growth ends

/// Logarithms of growth, kill, delay and escape and the logit of the resistant share: where the
/// population is normal.
inline constexpr std::size_t parameter_count = 5;
using TransformedParameters = std::array<double, parameter_count>;
LesionParameters parameters_of(const TransformedParameters& transformed);

/// Effect E at a time [weeks] >= 0, in closed form.
double effect_at(const LesionParameters& parameters, double week);

/// Diameters relative to that at the start of treatment, at weeks 0, 1, ... `weeks`.
///
/// Exponential steps: rates are held at their middle-of-step values, so the order is 2, sizes stay
/// positive at any step, and without effect and limit a step is exact.
/// @param steps_a_week  >= 1
std::vector<double> relative_diameters(const LesionParameters& parameters, double start_mm,
                                       std::size_t weeks, int steps_a_week = 1);

/// The rate of the diameter's growth relative to itself before the treatment [1/week].
double untreated_growth(const LesionParameters& parameters, double start_mm);

}  // namespace cytotwin::lesions
