#pragma once

#include <string>

#include "assimilation/inversion/population.h"
#include "twin/ensemble/study.h"

namespace cytotwin {

/// A population as tables that a scenario may be laid over: [[prior]] with what each parameter has
/// in a patient of these covariates, and [[correlation]] between them.
/// @param covariates  shape (covariates); empty where the population has none
/// @throws InputError naming priors whose distribution has no mean and spread to be moved: uniform
///   and cut normal ones
std::string population_toml(const Study& study, const PatientPopulation& population,
                            const Vector& covariates);

}  // namespace cytotwin
