#pragma once

#include <memory>
#include <string>
#include <vector>

#include "viz/viz.h"

namespace cytotwin {

/// Where load_viz() looks, best first: beside the program, in the installed library folder next
/// to it, and in the build tree.
std::vector<std::string> viz_library_candidates();

/// Loads the drawing library, which costs about half a second and is therefore not linked.
/// It stays loaded until the process ends.
///
/// @param path  of the shared library; "" = the first existing candidate
/// @throws std::runtime_error if there is none (naming where it was looked for), if it cannot be
///         loaded (with the system's reason) or if it was built for another interface version
std::unique_ptr<Viz> load_viz(const std::string& path = {});

}  // namespace cytotwin
