#pragma once

namespace cytotwin {

inline constexpr double plasma_viscosity = 1.05;     ///< [mPa s]
inline constexpr double viscosity_wall_layer = 1.1;  ///< of the viscosity law [um]

/// Viscosity of blood in a living vessel relative to plasma (Pries et al. 1994, Circ Res 75:904,
/// eqs. 5 to 7):
/// mu = [1 + (m - 1) ((1-H)^C - 1) / (0.55^C - 1) w] w,  w = (D / (D - 1.1))^2,
/// m = 6 exp(-0.085 D) + 3.2 - 2.44 exp(-0.06 D^0.645),
/// C = (0.8 + exp(-0.075 D)) (1/(1 + 1e-11 D^12) - 1) + 1/(1 + 1e-11 D^12).
/// @param diameter     D [um], > 1.1
/// @param haematocrit  H, discharge, in [0, 1)
double relative_viscosity(double diameter, double haematocrit);

/// The part of relative_viscosity() that does not change with haematocrit, worked out once for a
/// diameter.
class ViscosityOfDiameter {
 public:
  explicit ViscosityOfDiameter(double diameter);
  double at(double haematocrit) const;

 private:
  double exponent_, factor_, wall_;
};

/// Share of the red cells that enters branch a where a vessel divides into a and b (Pries, Ley,
/// Claassen and Gaehtgens 1989, Microvasc Res 38:81; constants of Pries and Secomb 2005):
/// logit F = A + B logit((f - X) / (1 - 2 X)), X = 0.964 (1-H)/D, B = 1 + 6.98 (1-H)/D,
/// A = -13.29 (r^2 - 1)/(r^2 + 1) (1-H)/D, r = D_a / D_b; 0 for f <= X, 1 for f >= 1 - X.
/// @param flow_share         f, of the blood that enters a, in [0, 1]
/// @param parent_diameter    D [um], > 0
/// @param diameter_a,diameter_b  [um], > 0
/// @param haematocrit        H of the parent, discharge, in [0, 1)
double cell_share(double flow_share, double parent_diameter, double diameter_a, double diameter_b,
                  double haematocrit);

}  // namespace cytotwin
