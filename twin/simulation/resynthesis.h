#pragma once

#include <cstdint>
#include <span>

#include "agents/tissue.h"
#include "twin/simulation/macrostate.h"

namespace cytotwin {

/// Gives a tissue another macrostate by a small change of its microstate.
///
/// Cells: of each type, cells drawn without regard to anything but their ids are removed, or get a
/// copy beside them, until the live ones number `target`, rounded; see change_numbers(). A type
/// without a live cell has nothing to copy and stays without. What removed cells held goes back
/// into the field. Then all cells are moved by their mechanics, without time passing, until no pair
/// overlaps too much; see make_room().
///
/// Substances: fields are multiplied, or raised evenly where there is nothing to multiply, outside
/// voxels that are held at a value, until the mean there is `target`; what is added stands in the
/// budget as imposed. Where cells came or went, quasi-steady fields are solved for those there are.
///
/// Events (births, removals) do not count what happens here. Draws are keyed by seed, id and
/// `cycle`: the same bytes for any number of threads. The tissue is to be renewed after it.
/// @param target   in the order of macrostate_of(), >= 0
/// @param minutes  simulated time, for errors [min]
/// @throws RunError if there is no room for the copies
void resynthesise(Tissue& tissue, const MacroQuantities& quantities, std::span<const double> target,
                  std::uint32_t cycle, double minutes, const Workers& workers);

/// Another field of a transient substance; the difference stands in its budget as imposed.
/// @throws std::invalid_argument if the size differs from the grid's
void impose_field(Tissue& tissue, std::size_t substance, std::span<const double> field);

}  // namespace cytotwin
