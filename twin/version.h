#pragma once

#include <string>

namespace cytotwin {

/// "0.1.0 (commit)" of this program.
std::string program_version();

/// Versions of the libraries it was built with, one a line.
std::string library_versions();

}  // namespace cytotwin
