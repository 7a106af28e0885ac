#pragma once

#include <string>

#include "agents/fields/field_solver.h"
#include "agents/fields/fixed_voxels.h"
#include "agents/fields/substance.h"
#include "core/grid.h"

namespace cytotwin {

/// @throws std::invalid_argument "caller: what = value (allowed range)"
void check_field_problem(const Grid& grid, const Substance& substance, const FixedVoxels& fixed,
                         double step, const std::string& caller);

/// @throws std::invalid_argument naming the span, its size and the grid's
void check_exposure(const FieldExposure& exposure, const Grid& grid, const std::string& caller);

}  // namespace cytotwin
