#include "viz/atomic_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace cytotwin {

void write_atomically(const std::string& path,
                      const std::function<void(const std::string&)>& write) {
  const std::string temporary = path + ".tmp";
  // Opened here first because VTK's writers say only that it failed, not why.
  std::FILE* probe = std::fopen(temporary.c_str(), "wb");
  if (probe == nullptr) {
    throw std::runtime_error(fmt::format("cannot write {}: {}", path, std::strerror(errno)));
  }
  std::fclose(probe);
  try {
    write(temporary);
    std::filesystem::rename(temporary, path);
  } catch (const std::filesystem::filesystem_error& error) {
    std::remove(temporary.c_str());
    throw std::runtime_error(fmt::format("cannot write {}: {}", path, error.code().message()));
  } catch (...) {
    std::remove(temporary.c_str());
    throw;
  }
}

}  // namespace cytotwin
