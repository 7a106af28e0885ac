#pragma once

#include "kinetics/model.h"
#include "kinetics/network.h"

namespace cytotwin {

/// Prints where a network comes to rest and how stiff it is there and at the start.
void print_dynamics(const Model& model, const Network& network);

}  // namespace cytotwin
