#pragma once

#include <span>
#include <vector>

#include "agents/retina/lateral_screen.h"

namespace cytotwin {

/// Growth factor that Mueller cells release when they lack oxygen: 1 + a h(P) times the least,
/// h(P) = 1 / (1 + (P / P_h)^n). HIF-1 alpha is half-maximal at 1.5 to 2 % oxygen, 11 to 14 mmHg
/// (Jiang, Semenza, Bauer and Marti 1996, Am J Physiol 271:C1172).
struct VegfConstants {
  double half_pressure = 11;  ///< P_h [mmHg], > 0
  double power = 3;           ///< n
  double fold = 10;           ///< a: more at no oxygen
  double spread = 100;        ///< length that it spreads over [um], > 0

  double hypoxia(double pressure) const;  ///< h
  double secretion(double pressure) const { return 1 + fold * hypoxia(pressure); }
};

/// VEGF over the patch, in units of its level when the patch was healthy.
class VegfMap {
 public:
  /// @param healthy  pressure of the inner retina in each column of the healthy patch [mmHg]
  VegfMap(const ColumnGrid& grid, const VegfConstants& constants, std::span<const double> healthy);

  /// @param pressure  of the inner retina in each column [mmHg]
  /// @param sources   share of the healthy cells that release it, one a column
  void solve(std::span<const double> pressure, std::span<const double> sources);

  const std::vector<double>& level() const { return level_; }  ///< one a column
  /// Secretion of the patch over the healthy one.
  double secretion_ratio() const { return secretion_ratio_; }
  /// x_V: 0 at the healthy level or below, 1 at that of a patch without oxygen.
  /// @param free  share that no drug binds, times whatever the rest of the eye adds
  double excess(std::size_t column, double free) const;

 private:
  VegfConstants constants_;
  LateralScreen screen_;
  std::vector<double> healthy_;  ///< level over the least secretion, one a column
  std::vector<double> level_;
  double healthy_secretion_ = 0;  ///< of all columns
  double secretion_ratio_ = 1;
};

}  // namespace cytotwin
