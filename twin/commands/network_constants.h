#pragma once

#include <string>
#include <vector>

#include "kinetics/network.h"

namespace cytotwin {

/// The network's constants with "NAME=VALUE" applied.
/// @param option  for messages, e.g. "--set"
/// @throws InputError if a name is none of the constants', or a value no number
std::vector<double> constants_of(const Network& network, const std::vector<std::string>& settings,
                                 const char* option);

}  // namespace cytotwin
