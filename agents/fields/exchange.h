#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "agents/cells/cell_type.h"
#include "agents/cells/population.h"
#include "agents/fields/field_solver.h"
#include "agents/fields/voxel_sources.h"
#include "core/grid.h"
#include "core/parallel.h"

namespace cytotwin {

/// Cells' exchange with the substances, each in the voxel that holds its centre (Ghaffarizadeh et
/// al. 2016, Bioinformatics 32:1256, eq. 1): per cell of volume V in a voxel of volume W
///   supply += (S V T + E) / W,  loss += (S + U) V / W,
/// with U V / W as saturable loss where the type sets a half maximum. A cell that is not live has
/// E = 0, S times its type's death.secretion_factor and U times its death.uptake_factor.
///
/// Cells of one voxel with different half maxima K: losses add, and the voxel's K is their mean
/// weighted by loss, which keeps the rate both at low concentration and at saturation. Sources that
/// are no cells add to supply and loss of their voxels.
///
/// Sums run in row order within a voxel, so bytes do not depend on the number of threads. Call
/// rebuild() when cells moved to another voxel, changed volume or state, or rows changed place;
/// between two such calls field steps and internalise() touch no cell twice.
class CellExchange {
 public:
  /// @param sources  one a substance, or none at all
  /// @throws std::invalid_argument if their number is another, or as check_voxel_sources()
  CellExchange(const Grid& grid, std::size_t substances, std::vector<VoxelSources> sources = {});

  /// Gathers what the cells do.
  /// @param types  by CellType index; each with one exchange entry a substance
  /// @throws std::invalid_argument naming the type and the numbers, if entries are missing, or a
  ///         cell and its type index
  void rebuild(const Population& cells, const std::vector<CellType>& types, const Workers& workers);

  /// For FieldSolver::set_reaction of a substance; valid until the next rebuild().
  LocalReaction reaction(std::size_t substance) const;

  /// For FieldSolver::take_exposure of a substance, before internalise(); empty spans where no cell
  /// takes it up.
  FieldExposure exposure(std::size_t substance);

  /// Adds to each cell's internalised amount [unit um^3] what its uptake (U only; what secretion
  /// takes back above its target is lost to the ledger, and secreted mass is not drawn from it)
  /// took since the last call, V U x exposure, and clears the exposure. Rows must be those of the
  /// last rebuild(). Call it before the next rebuild().
  /// @throws std::invalid_argument if the number of cells is not that of the last rebuild()
  void internalise(Population& cells, const Workers& workers);

  std::size_t occupied_voxels() const { return voxels_.size(); }
  std::size_t bytes_of_cells() const;  ///< of memory held for each cell, not for voxels

 private:
  /// What a cell does to a substance per volume; one for each type, alive or not.
  struct Rates {
    double supply = 0;      ///< S T [unit/min]
    double net_export = 0;  ///< E [unit um^3/min]
    double secretion = 0;   ///< S [1/min]
    double linear = 0;      ///< U, if it does not saturate [1/min]
    double saturable = 0;   ///< U, if it does
    double half_maximum = 0;
  };
  /// One substance on the whole grid; exposures only where some cell takes it up.
  struct Columns {
    std::vector<double> supply, loss, saturable_loss, half_maximum;
    std::vector<double> exposure, saturable_exposure;
    std::vector<Rates> rates;             ///< by kind, or one a sorted row if `own`
    bool own = false;                     ///< some behaviour sets them cell by cell
    std::vector<std::uint32_t> reacting;  ///< voxels with a cell or a source; only with sources
    bool has_uptake = false, has_saturable = false, is_used = false;
  };
  void sort_rows(const Population& cells, const Workers& workers);
  static void clear(Columns& columns, const std::vector<std::uint32_t>& voxels);
  void set_rates(Columns& columns, const std::vector<CellType>& types, std::size_t substance) const;
  void set_own_rates(Columns& columns, const Population& cells, const std::vector<CellType>& types,
                     std::size_t substance) const;
  const Rates& rates_of(const Columns& columns, std::size_t sorted) const {
    return columns.rates[columns.own ? sorted : kind_[sorted]];
  }
  void gather(Columns& columns, const Workers& workers) const;
  void add_sources(Columns& columns, const VoxelSources& sources) const;
  std::span<const std::uint32_t> reacting(std::size_t substance) const;

  Grid grid_;
  std::vector<VoxelSources> sources_;  ///< one a substance
  std::vector<Columns> columns_;
  std::vector<std::uint32_t> voxels_;  ///< occupied, ascending
  std::vector<std::uint32_t> first_;   ///< of each occupied voxel in the next three, and the end
  std::vector<std::uint32_t> rows_;    ///< cells by voxel, rows ascending within a voxel
  std::vector<double> volume_;         ///< [um^3]
  std::vector<std::uint32_t> kind_;    ///< 2 type + (0 live, 1 not)
};

}  // namespace cytotwin
