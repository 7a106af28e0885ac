#pragma once

#include <string>

#include "core/grid.h"
#include "twin/scenario/checks.h"

namespace cytotwin {

/// Whether the closed box between two corners lies within the domain, its faces included.
bool box_inside(const Grid& grid, Vec3 lower, Vec3 upper);

std::string point_text(Vec3 point);         ///< "(0, 0, 10) um"
std::string extent_text(const Grid& grid);  ///< "the domain is (..) um to (..) um"

/// Reports lower >= upper along an axis, and a box that leaves the domain.
/// @param label  "placement 1: ", before "upper = ..."
void check_box(const Located& table, Vec3 lower, Vec3 upper, const std::optional<Grid>& grid,
               const std::string& label, Checks& checks);

}  // namespace cytotwin
