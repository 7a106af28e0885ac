#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cytotwin {

/// Length of the well-formed UTF-8 character at `at` (Unicode 15, table 3-7), 0 if there is none.
std::size_t utf8_character(std::string_view text, std::size_t at);

/// Whether a byte is one of a character that began before it.
inline bool continues_utf8(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The whole characters within the first `bytes` of well-formed text.
std::string utf8_prefix(std::string_view text, std::size_t bytes);

}  // namespace cytotwin
