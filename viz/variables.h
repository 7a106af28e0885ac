#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/frame.h"
#include "viz/colours.h"
#include "viz/viz.h"

namespace cytotwin {

/// One variable of all cells, ready to be drawn.
struct CellVariable {
  std::string name, unit;
  std::vector<double> values;       ///< one a cell
  std::vector<std::string> labels;  ///< of a category: label i belongs to value i; else empty
};

/// @throws std::invalid_argument naming the known variables if there is no such one
CellVariable find_cell_variable(const FrameView& frame, const std::string& name);

/// @throws std::invalid_argument naming the known substances if there is no such one
const FieldColumn& find_field(const FrameView& frame, const std::string& substance);

/// The range asked for, or that of the finite values, widened if they are all equal; 0 to 1 if
/// there are none.
/// @throws std::invalid_argument if the range asked for is not finite and ascending
PictureRange colour_range(const std::optional<PictureRange>& asked, std::span<const double> values);

/// Colour of a value: palette for a category, viridis over the range otherwise.
Rgb colour_of(const CellVariable& variable, double value, PictureRange range);

}  // namespace cytotwin
