#pragma once

#include "agents/tissue.h"
#include "twin/store/state_arrays.h"

namespace cytotwin {

/// The whole state of a tissue after a phenotype step.
void put_tissue(StateArrays& state, const Tissue& tissue);

/// Gives a tissue of the same model that state; it goes on to the same bytes.
/// @throws InputError if an array is missing or does not fit the model
void take_tissue(const StateArrays& state, Tissue& tissue);

/// The field of a substance, by index, in such a state.
const std::vector<double>& field_of(const StateArrays& state, std::size_t substance);

}  // namespace cytotwin
