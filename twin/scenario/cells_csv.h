#pragma once

#include <filesystem>
#include <vector>

#include "twin/scenario/draft.h"
#include "twin/scenario/scenario.h"

namespace cytotwin {

/// A volume further from its type's own than by this factor is taken for another unit.
inline constexpr double most_volume_ratio = 1000;

/// Cells from a CSV file, positions in um and volumes in um^3. Two layouts:
///   - a header row names the columns, in any order: x, y, z and type (or cell_type; a name), and
///     optionally volume, phase, state and variables by their names or as custom:NAME; an empty
///     field or one that says "skip" is left to the defaults, a column of such fields may have any
///     name;
///   - without a header, x, y, z and the number of the type in the scenario, from 0.
/// Both layouts of PhysiCell's cells.csv (1.14.2) are of these forms; of the behaviours that its
/// second one may set cell by cell only volume and custom data are read. Empty lines and lines that
/// start with # or // are left out.
/// @param draft  its grid, variables and cell types are sound
/// @throws InputError with every row that is wrong, each with its line and column
std::vector<PlacedCell> read_cells_csv(const std::filesystem::path& file,
                                       const ScenarioDraft& draft);

}  // namespace cytotwin
