#pragma once

#include "core/frame.h"

namespace cytotwin {

/// @throws std::invalid_argument if spans of cells differ in length from id, or a position or
///         radius is not finite (naming the cell), or a radius is negative
void check_cells(const FrameView& frame);

/// @throws std::invalid_argument if a field's length differs from the grid's size
void check_fields(const FrameView& frame);

}  // namespace cytotwin
