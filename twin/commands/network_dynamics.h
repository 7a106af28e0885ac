#pragma once

#include <span>

#include "kinetics/model.h"
#include "kinetics/network.h"

namespace cytotwin {

/// Prints where a network comes to rest and how stiff it is there and at the start.
/// @param constants  shape (constants); see Network::start
void print_dynamics(const Model& model, const Network& network, std::span<const double> constants);

}  // namespace cytotwin
