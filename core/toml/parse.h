#pragma once

#include <string_view>

#include "core/toml/node.h"

namespace cytotwin {

/// The top-level table of a TOML text; entries stand in the order of the text.
/// @throws InputError at the first syntax error
Node parse_toml(const SourceHandle& source);

/// One value as it may stand right of "=".
/// @throws InputError if the text is none
Node parse_toml_value(const SourceHandle& source);

}  // namespace cytotwin
