#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agents/retina/lateral_screen.h"
#include "core/vec3.h"

namespace cytotwin {

/// Length of capillary in each column of a patch, and how much of it carries blood.
class PerfusionMap {
 public:
  /// One column's piece of a segment.
  struct Piece {
    std::uint32_t segment;
    std::uint32_t column;
    double length;  ///< [um]
  };

  /// @param from, to  ends of each segment [um], straight between them
  /// @param weight    of each segment, e.g. how much of the retina's supply its layer is
  /// @param reach     length that a capillary supplies sideways [um], > 0
  PerfusionMap(const ColumnGrid& grid, std::span<const Vec3> from, std::span<const Vec3> to,
               std::span<const double> weight, double reach);

  /// @param perfused  one value a segment, 0: no blood
  void solve(std::span<const std::uint8_t> perfused);

  /// Supply over what is usual in the patch when all segments are perfused, one value a column, 0
  /// to 1: the median of all columns, so that places without capillaries have next to none.
  const std::vector<double>& supply() const { return supply_; }
  /// Supply of a column over its own when all segments are perfused, 0 to 1.
  const std::vector<double>& share() const { return share_; }
  /// 1 where a perfused segment runs through the column.
  std::vector<std::uint8_t> lit(std::span<const std::uint8_t> perfused) const;
  const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  std::vector<Piece> pieces_;
  std::vector<double> weight_, whole_, share_, supply_;
  double usual_ = 1;
  LateralScreen screen_;
};

}  // namespace cytotwin
