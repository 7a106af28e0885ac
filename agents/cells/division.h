#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "agents/cells/population.h"

namespace cytotwin {

/// Distance of two daughters' centres over the mother's radius. Two balls of half the volume rest
/// at (20/21) 2 R / 2^(1/3) = 1.512 R under the default pair law (see mechanics/laws.h): born
/// close to rest they neither fly apart nor press their neighbours at once.
inline constexpr double daughter_separation = 1.5;

/// Phases of two daughters.
struct DaughterPhases {
  std::uint8_t row, added;
};

/// Divides a live cell in its dividing phase into two: the row itself and a new last row.
///
/// The mother enters the next phase, which doubles her targets if it is a doubling one (where the
/// phase branches each daughter takes her own way); then both take half of every volume, target and
/// internalised substance (a power of two, so nothing is lost), without a velocity. This is the
/// published order: a cell of the `live` cycle is born at half the type's volume and grows to it,
/// one of the Ki67 cycles keeps it and doubles in Ki67+. Their centres lie at the mother's -/+ half
/// the separation along the direction, so the centre of mass stays. The row keeps the mother's id;
/// lag stays.
/// @param direction  unit vector, from the row's to the new cell's centre
/// @param phases     of the row and of the new cell; by default the next one of the mother's
/// @returns the new cell's row
std::size_t divide(Population& population, std::size_t row, const CellType& type, Vec3 direction,
                   std::optional<DaughterPhases> phases = {});

}  // namespace cytotwin
