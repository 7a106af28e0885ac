#pragma once

#include "kinetics/network.h"

namespace cytotwin::eyes {

/// The network of scenarios/retinopathy/networks/eye.toml as it was when the program was built.
Network eye_network();

}  // namespace cytotwin::eyes
