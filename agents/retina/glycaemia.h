#pragma once

#include <vector>

namespace cytotwin {

/// HbA1c over time, in steps.
struct HbA1cHistory {
  std::vector<double> since = {0};  ///< first day of each value, rising, the first at or before 0
  std::vector<double> percent = {7};

  double at(double day) const;
};

/// How glucose drives damage, now and later: a part of it acts through products that it leaves and
/// that are cleared over years, the memory that DCCT/EDIC found (Nathan 2014, Diabetes Care 37:9).
///
///   G = (A1c / 7)^beta,   dM/dt = (G - M) / tau,   drive = (1 - share) G + share M
///
/// beta 5.5 in type 1 (44 % lower risk with 10 % lower A1c, DCCT 1995, Diabetes 44:968) and 3.5 in
/// type 2 (37 % a per cent, Stratton 2000, BMJ 321:405).
struct GlycaemicDrive {
  double exponent = 5.5;
  double memory_share = 0;    ///< in [0, 1]
  double memory_time = 1826;  ///< tau [d], > 0

  double present(double a1c) const;  ///< G
  /// M after a time at one HbA1c.
  double remembered(double memory, double a1c, double days) const;
  double drive(double memory, double a1c) const {
    return (1 - memory_share) * present(a1c) + memory_share * memory;
  }
};

}  // namespace cytotwin
