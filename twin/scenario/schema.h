#pragma once

#include <string>

namespace cytotwin {

/// The whole scenario language, with types, units, ranges, defaults and meaning of every key, as
/// a reference manual. The declarations that this prints are those that files are read by.
std::string schema_markdown();

/// The same for programs: {"schema": 1, "keys": [{"path": "substance[].diffusivity", "type": ...,
/// "unit", "minimum", "maximum", "default", "required", "choices", "doc"}, ...]}.
std::string schema_json();

}  // namespace cytotwin
