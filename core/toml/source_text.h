#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/errors.h"

namespace cytotwin {

/// Text that a user wrote: a file, or one `--set` of the command line. Kept while its values are
/// in use, so that messages can quote it.
struct SourceText {
  std::string name;                 ///< as messages say it
  std::string text;                 ///< without byte order mark, line ends "\n"
  std::filesystem::path directory;  ///< relative paths in the text start here
  bool has_lines = true;            ///< false: messages give the name alone
};
using SourceHandle = std::shared_ptr<const SourceText>;

/// A stretch of a source.
struct Mark {
  SourceHandle source;
  std::size_t offset = 0;
  std::size_t length = 0;

  /// Offset of a mark that means the source as a whole.
  static constexpr std::size_t whole = static_cast<std::size_t>(-1);

  SourcePlace place() const;    ///< columns count characters, not bytes
  std::string written() const;  ///< the text itself; empty for a whole source
};

/// What a TOML file may be at most; data belong in CSV files.
inline constexpr std::size_t max_source_bytes = 1 << 20;
inline constexpr std::size_t max_line_bytes = 8000;
inline constexpr std::size_t max_nesting = 32;

/// Makes a source of raw bytes: byte order mark dropped, "\r\n" -> "\n".
///
/// What comes back is valid UTF-8 without control characters but tab and newline, within the
/// limits above, and without empty lists: outside these bounds the TOML reader underneath reads
/// out of bounds, overflows its stack or takes quadratic time.
/// @throws InputError with line and column
SourceHandle screened_source(std::string name, std::string bytes, std::filesystem::path directory);

/// @throws InputError if the file cannot be read, or as screened_source()
SourceHandle read_source(const std::filesystem::path& file);

}  // namespace cytotwin
