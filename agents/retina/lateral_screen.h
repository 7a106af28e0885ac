#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace cytotwin {

/// Columns of tissue side by side: a regular lateral grid, x fastest.
struct ColumnGrid {
  std::size_t nx = 1, ny = 1;
  double spacing = 20;          ///< side of a column [um]
  double left = 0, bottom = 0;  ///< lower corner [um]

  std::size_t size() const { return nx * ny; }
  double area() const { return spacing * spacing; }  ///< of a column [um^2]
  double x(std::size_t column) const {
    return left + spacing * (static_cast<double>(column % nx) + 0.5);
  }
  double y(std::size_t column) const {
    return bottom + spacing * (static_cast<double>(column / nx) + 0.5);
  }
  /// Column that holds a point; a point outside belongs to the nearest one.
  std::size_t column_of(double px, double py) const;

  friend bool operator==(const ColumnGrid&, const ColumnGrid&) = default;
};

/// Equilibrium of what spreads sideways and is lost, u - L^2 lap(u) = s, with faces that nothing
/// passes: u is s averaged over about the length L, and its sum is that of s.
///
/// Five-point finite volumes, sparse Cholesky factor made once: exact to round-off, the same bytes
/// in any company. Const calls may come from several threads.
class LateralScreen {
 public:
  /// @param length  L [um], > 0
  /// @throws std::invalid_argument for a length that is not positive or an empty grid
  LateralScreen(const ColumnGrid& grid, double length);
  ~LateralScreen();
  LateralScreen(LateralScreen&&) noexcept;
  LateralScreen& operator=(LateralScreen&&) noexcept;

  /// @param source, out  one value a column; may be the same span
  void spread(std::span<const double> source, std::span<double> out) const;

 private:
  struct Factor;
  std::unique_ptr<Factor> factor_;
};

}  // namespace cytotwin
