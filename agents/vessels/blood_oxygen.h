#pragma once

namespace cytotwin {

/// What blood holds of oxygen: C = C0 H S + alpha P, S = P^n / (P^n + P50^n) (Hill 1910).
/// Constants as in Secomb et al. 2004, Ann Biomed Eng 32:1519.
struct BloodOxygen {
  double half_saturation = 26;  ///< P50 [mmHg]
  double exponent = 2.7;        ///< n
  double capacity = 0.5;        ///< C0 of red cells [mL O2/mL]
  double solubility = 3.1e-5;   ///< alpha [mL O2/(mL mmHg)]

  double saturation(double oxygen) const;
  /// C [mL O2/mL blood]
  double content(double oxygen, double haematocrit) const;
  /// C and dC/dP at once.
  void content(double oxygen, double haematocrit, double& value, double& slope) const;
  /// P at which the blood holds `content`: the inverse, to round-off. @param start  a guess
  double oxygen_of(double content, double haematocrit, double start = 30) const;
};

/// Resistance between blood and the tissue at the wall, K in P_blood - P_wall = K q, q the flux a
/// length of vessel [mmHg um s/um^3]; linear between the values of Hellums et al. 1996 as tabulated
/// by Secomb: 2.45 at 4 um to 0.73 at 50 um, constant beyond.
/// @param diameter  [um]
double wall_resistance(double diameter);

}  // namespace cytotwin
