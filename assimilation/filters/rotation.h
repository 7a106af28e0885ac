#pragma once

#include "assimilation/filters/normals.h"

namespace cytotwin {

/// Members turned by a random rotation of the space of the ensemble, uniform (Haar) among those
/// that keep the mean; mean and covariance stay (Sakov and Oke 2008b). The rotation is a product of
/// reflections of normal vectors (Stewart 1980), applied without being formed.
/// @throws std::invalid_argument if there are fewer than 2 members
Members rotated(const Members& members, AnalysisKey key);

}  // namespace cytotwin
