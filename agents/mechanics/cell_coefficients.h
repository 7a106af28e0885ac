#pragma once

#include <span>
#include <vector>

#include "agents/cells/population.h"
#include "agents/mechanics/laws.h"
#include "core/parallel.h"

namespace cytotwin {

/// Coefficients of the pair law, cell by cell, where behaviours set some of them. Square roots, so
/// that a pair's coefficient is the product of two.
struct CellCoefficients {
  std::vector<double> push;      ///< sqrt(c_r), or sqrt(k) of linear springs; one a cell
  std::vector<double> pull;      ///< sqrt(c_a), 0 of linear springs; one a cell
  std::vector<double> reach;     ///< A [-]; one a cell
  std::vector<double> affinity;  ///< sqrt(a) to each type, shape (cells, types), types fastest
};

/// Whether some behaviour sets repulsion, adhesion, affinity or reach.
bool has_cell_coefficients(const Population& cells);

/// What a behaviour sets, and the types' constants for the rest.
CellCoefficients cell_coefficients(const Population& cells, std::span<const CellType> types,
                                   ForceLaw law, const Workers& workers);

/// The largest reach of any cell, at least 1 [-]. @param of_types  where no behaviour sets it
double largest_reach(const Population& cells, std::span<const CellType> types, double of_types,
                     const Workers& workers);

}  // namespace cytotwin
