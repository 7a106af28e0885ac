#pragma once

#include <string>

#include "agents/cells/population.h"
#include "twin/store/state_arrays.h"

namespace cytotwin {

/// Puts every column of a population, its next id and its internalised substances under
/// "population/...".
void put_population(StateArrays& state, const Population& population);

/// The population that put_population() put, bit for bit.
/// @param population  of the same model: it says which controlled and extra columns there are
/// @throws InputError if a column is missing, of another type or of another length
Population take_population(const StateArrays& state, Population population = {});

}  // namespace cytotwin
