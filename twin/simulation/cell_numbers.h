#pragma once

#include <cstddef>
#include <cstdint>

#include "agents/tissue.h"

namespace cytotwin {

/// A tissue's cells rest under their mechanics at overlaps of about 0.05; after make_room() no pair
/// overlaps by more of the distance at which it touches than this, or than any did before.
inline constexpr double allowed_overlap = 0.1;

/// Removes or copies live cells of a type until they number `wanted`.
///
/// Who goes is drawn by id, one draw a cell. Who is copied too, but those come first beside whom
/// there is room: a copy lies where it touches its cell, in the direction, of 16, in which it
/// overlaps others least, and only where that is more than allowed for every cell is more allowed.
/// A copy has a new id, the state, variables and half the substance of its cell, no links and no
/// attack. What removed cells held goes back into transient fields.
/// @param cycle  part of the draws' key
/// @returns whether any came or went
bool change_numbers(Tissue& tissue, std::uint16_t type, std::size_t wanted, std::uint32_t cycle);

/// Moves all cells by their mechanics, without time passing, until no pair overlaps by more than
/// `largest` of the distance at which it touches. @throws RunError if a day of it is not enough
void make_room(Tissue& tissue, double largest, double minutes, const Workers& workers);

/// The largest overlap of a pair of cells over the distance at which it touches [-]; 0 if none do.
double largest_overlap(const Population& cells, double minutes, const Workers& workers);

}  // namespace cytotwin
