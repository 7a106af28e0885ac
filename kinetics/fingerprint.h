#pragma once

#include <string>

#include "kinetics/model.h"

namespace cytotwin {

/// Digest (core/digest.h) over all that decides how a model moves: quantities with their roles,
/// initial values and rules, and events; 32 hexadecimal digits. Equal for models that are solved
/// alike to the last bit, however they were written.
std::string fingerprint(const Model& model);

}  // namespace cytotwin
