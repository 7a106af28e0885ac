#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "agents/vessels/retina_layers.h"

namespace cytotwin {

/// Retina cut into voxels that follow its layers: columns on a regular lateral grid, each layer of
/// a column cut into the same number of levels.
///
/// Values have shape (levels, ny, nx), x fastest, the level next to the vitreous first. Lateral
/// maps have shape (ny, nx). Column (i, j) covers [i, i+1) x [j, j+1) spacings from the origin.
struct TissueMesh {
  std::size_t nx = 0, ny = 0;
  double spacing = 20;                                 ///< lateral [um]
  std::array<std::size_t, retina_layer_count> levels;  ///< of each layer, >= 1
  std::vector<RetinaColumn> columns;                   ///< shape (ny, nx)

  std::size_t columns_count() const { return nx * ny; }
  std::size_t level_count() const;
  std::size_t size() const { return columns_count() * level_count(); }
  std::size_t layer_of(std::size_t level) const;
  /// Thickness of a level in a column [um].
  double thickness(std::size_t level, std::size_t column) const;
  /// The level of a column that holds a depth [um]; the nearest one outside.
  std::size_t level_at(std::size_t column, double depth) const;
  std::size_t column_at(double x, double y) const;  ///< the nearest one outside
};

/// About 10 um a level: 25 levels.
inline constexpr std::array<std::size_t, retina_layer_count> fine_levels = {4, 3, 3, 3, 5, 4, 3};
/// For long runs: 13 levels, with columns of this width [um]. What that costs in accuracy and saves
/// in time stands in docs/vessels.md.
inline constexpr double quick_spacing = 50;
inline constexpr std::array<std::size_t, retina_layer_count> few_levels = {1, 2, 2, 3, 2, 2, 1};

/// A square around the fovea.
/// @param size     of a side [um]; @param spacing  lateral [um], divides it to 1e-9
/// @throws std::invalid_argument naming the value and what is allowed
TissueMesh macula_mesh(double size, double spacing = 20,
                       const std::array<std::size_t, retina_layer_count>& levels = fine_levels);

/// A rectangle of the same column everywhere. As above.
TissueMesh uniform_mesh(double width, double height, const RetinaColumn& column,
                        double spacing = 20,
                        const std::array<std::size_t, retina_layer_count>& levels = fine_levels);

/// Mean of a field over the inner half of each column's thickness [mmHg], shape (ny, nx).
std::vector<double> inner_half(const TissueMesh& mesh, std::span<const double> field);
/// Mean over a layer of each column, shape (ny, nx).
std::vector<double> layer_mean(const TissueMesh& mesh, std::span<const double> field,
                               RetinaLayer layer);

}  // namespace cytotwin
