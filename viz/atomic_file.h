#pragma once

#include <functional>
#include <string>

namespace cytotwin {

/// Calls write(temporary path), then renames the result to `path`: readers see the old file or
/// the whole new one.
/// @throws std::runtime_error naming the path and the system's reason if the folder cannot be
///         written to or the rename fails; what write() throws, with the temporary removed
void write_atomically(const std::string& path,
                      const std::function<void(const std::string&)>& write);

}  // namespace cytotwin
