#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/grid.h"

namespace cytotwin {

/// One variable of all cells, one value a cell, in the order of the frame's ids.
struct CellColumn {
  std::string name;  ///< snake_case, for example "nuclear_solid"
  std::string unit;  ///< as a user writes it, "" if dimensionless
  std::variant<std::span<const double>, std::span<const std::uint64_t>,
               std::span<const std::uint16_t>, std::span<const std::uint8_t>>
      values;
  std::vector<std::string> labels;  ///< meaning of each integer value (types, phases, states)
};

/// One substance on the grid, shape (nz, ny, nx), x fastest.
struct FieldColumn {
  std::string name;
  std::string unit;
  std::span<const double> values;
};

/// A moment of the tissue as seen by stores and pictures: views, nothing is owned.
struct FrameView {
  double minutes = 0;  ///< simulated time [min]
  std::span<const std::uint64_t> id;
  std::span<const double> x, y, z;  ///< cell centres [um]
  std::span<const double> radius;   ///< [um]
  std::vector<CellColumn> cells;
  Grid grid;
  std::vector<FieldColumn> fields;
};

/// Named columns of numbers over time; the first column is "minutes".
struct SeriesTable {
  std::vector<std::string> names;
  std::vector<std::string> units;
  std::vector<std::vector<double>> columns;  ///< one a name, all of the same length

  std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }
};

}  // namespace cytotwin
