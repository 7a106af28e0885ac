#pragma once

#include <string>
#include <vector>

#include "viz/viz.h"

namespace cytotwin {

/// The text of a ParaView collection (.pvd): one DataSet an entry in the order given, timestep in
/// days, file names escaped.
/// @throws std::invalid_argument if a time is not finite or a file name is empty
std::string collection_xml(const std::vector<CollectionEntry>& entries);

}  // namespace cytotwin
