#pragma once

#include "agents/retina/retina_patch.h"
#include "twin/store/state_arrays.h"

namespace cytotwin {

void put_retina(StateArrays& arrays, const RetinaState& state);

/// @throws InputError if an array is missing or of another type
RetinaState take_retina(const StateArrays& arrays);

}  // namespace cytotwin
