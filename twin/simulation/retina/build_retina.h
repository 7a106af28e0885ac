#pragma once

#include "agents/retina/retina_patch.h"
#include "twin/scenario/scenario.h"

namespace cytotwin {

/// The patch of retina that a scenario describes, healthy: vessels generated from the seed or read
/// from a picture, layers of tissue, constants in days.
/// @throws InputError if the picture cannot be read or its vessels cannot carry blood
RetinaModel build_retina(const Scenario& scenario);

/// HbA1c over the run's own days (0 = its start); 7 % where the scenario says nothing.
HbA1cHistory hba1c_of(const Scenario& scenario);

}  // namespace cytotwin
