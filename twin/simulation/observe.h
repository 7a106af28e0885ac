#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "agents/cells/population.h"
#include "core/vec3.h"

namespace cytotwin {

// What an experiment reads off a spheroid, computed from the cells as a microscope would.

/// Cells of one tissue; all spans of the same length, which may be 0.
struct SpheroidCells {
  std::span<const double> x, y, z;  ///< centres [um], finite
  std::span<const double> radius;   ///< [um], >= 0
  std::span<const CellState> state;
  std::span<const std::uint8_t> cycling;  ///< not 0: in S, G2 or M (FUCCI green)
};

struct CellCounts {
  std::size_t live = 0, apoptotic = 0, necrotic = 0;  ///< necrotic: swelling or lysed
  std::size_t cycling = 0;                            ///< of the live ones
  std::size_t total() const { return live + apoptotic + necrotic; }
  double live_fraction() const;     ///< of all; 0 without cells
  double cycling_fraction() const;  ///< of the live; 0 without live cells
};
CellCounts count_cells(const SpheroidCells& cells);

/// Smallest, mean and largest of a field, for example a concentration; zeros if it is empty.
/// The sum runs in index order.
struct FieldSummary {
  double smallest = 0, mean = 0, largest = 0;
};
FieldSummary summarise(std::span<const double> values);

/// Quantile of a sample: its ceil(share n)-th smallest; 0 if it is empty. @param share  in (0, 1]
double quantile(std::vector<double> sample, double share);

/// Centre of the cells' volume [um]; the origin without cells or volume.
Vec3 centroid(const SpheroidCells& cells);

/// Distance of the outermost cell surface from a point [um]; 0 without cells.
double largest_extent(const SpheroidCells& cells, Vec3 centre);

/// Distance from a point within which a share of the cells' centres lies [um]: of n cells the
/// ceil(share n)-th nearest; 0 without cells. @param share  in (0, 1]
double distance_quantile(const SpheroidCells& cells, Vec3 centre, double share);

/// Radius as a microscope from above measures it: sqrt(A / pi), A the area of the largest
/// connected component (by edges or corners) of the union of cell discs, holes filled, on a pixel
/// lattice fixed to the origin. A pixel is covered if its centre is; each cell covers at least the
/// pixel that holds its own centre. Detached cells and debris are so left out, as image
/// segmentation does. Of equal components the first along y, then x, counts.
///
/// Error about pixel / sqrt(discs on the rim); few ms for 5e4 cells.
/// @param pixel  [um], > 0
/// @throws std::invalid_argument if a position is not finite, sizes differ, or the picture would
///         have more than 1e8 pixels
double projected_radius(std::span<const double> x, std::span<const double> y,
                        std::span<const double> radius, double pixel = 2);

/// How structure_of() reads a spheroid.
struct StructureOptions {
  double shell = 5;                 ///< least thickness of a shell [um], > 0
  std::size_t cells_a_shell = 200;  ///< least number of cells in a shell, >= 1
  double necrotic_share = 0.5;      ///< of a shell's cells at the edge of the necrotic core
  double inhibited_share = 0.5;  ///< of the rim's cycling share at the edge of the inhibited zone
  double pixel = 2;              ///< of the outer radius [um]
};

/// Radii of the layers of a spheroid [um]; 0 where a layer does not exist.
struct SpheroidStructure {
  double outer = 0;      ///< projected_radius()
  double inhibited = 0;  ///< inside, cells do not cycle
  double necrotic = 0;   ///< inside, cells are mostly necrotic
  double inhibited_fraction() const { return outer > 0 ? inhibited / outer : 0; }
  double necrotic_fraction() const { return outer > 0 ? necrotic / outer : 0; }
};

/// Layers of a spheroid after Browning et al. 2021 (eLife 10:e73020), who read outer, inhibited
/// and necrotic radius off an equatorial confocal section. In a spherical tissue a section and a
/// full radial profile have the same radii; the profile uses all cells and so has less noise.
///
/// Cells are sorted by distance from the centroid and cut into shells, from the centre out, each at
/// least `shell` thick with at least `cells_a_shell` cells; a short rest joins the last one.
///  - necrotic radius: outermost place where the necrotic share of the shells' cells crosses
///    `necrotic_share`: the stain is one of dead nuclei, so cells count, however far they shrank;
///  - inhibited radius: outermost place where the cycling share of the shells' cells crosses
///    `inhibited_share` times the rim's, the rim being the outermost quarter of all cells, and the
///    outermost tenth counted as the rim is. Shares, not densities, so that the ragged surface does
///    not count as a lack of cycling.
/// Places are interpolated linearly between the shells' mean distances; a layer that reaches beyond
/// the last of them ends at the outer radius. Where nothing cycles, all is inhibited. The inhibited
/// radius is at least the necrotic one. Accuracy in a round spheroid of random cells about one
/// shell, and the inhibited radius about a third of a shell short, its level being low.
/// @throws std::invalid_argument as projected_radius() does, and for options out of range
SpheroidStructure structure_of(const SpheroidCells& cells, const StructureOptions& options = {});

}  // namespace cytotwin
