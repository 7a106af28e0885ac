#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "assimilation/ensemble.h"
#include "core/grid.h"
#include "core/parallel.h"
#include "twin/ensemble/image_points.h"

namespace cytotwin {

/// A field of every member after values that were measured at places: the local ensemble transform
/// Kalman filter (letkf.h), a voxel a domain, where the precision of a value falls with its
/// distance from the voxel's centre as Gaspari and Cohn's taper does, to 0 at `radius`.
///
/// Voxels without a value within the radius and those that are held stay bit by bit; nothing is
/// below 0 after it. The same bytes for any number of threads.
/// @param field   shape (voxels, members)
/// @param points  of this substance and moment, at least one
/// @param held    by voxel, not 0: something holds it at a value
/// @param radius  [um], > 0
Members analysed_field(const Members& field, const std::vector<ImagePoint>& points,
                       const Grid& grid, std::span<const std::uint8_t> held, double radius,
                       const Workers& workers);

/// The fields at the points, shape (points, members).
Members field_at(const Members& field, const std::vector<ImagePoint>& points);

}  // namespace cytotwin
