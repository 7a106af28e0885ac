#include "viz/loader.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace cytotwin {
namespace {

std::string existing_candidate() {
  const std::vector<std::string> candidates = viz_library_candidates();
  for (const std::string& candidate : candidates) {
    std::error_code ignored;
    if (std::filesystem::exists(candidate, ignored)) return candidate;
  }
  throw std::runtime_error(
      fmt::format("pictures and VTK files need libcytotwin_viz.so, which was not found (looked "
                  "for {}); build or install the target cytotwin_viz",
                  fmt::join(candidates, ", ")));
}

}  // namespace

std::vector<std::string> viz_library_candidates() {
  std::error_code failed;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
  const auto folder = failed ? std::filesystem::current_path() : program.parent_path();
  std::vector<std::string> candidates;
  for (const char* place : {".", "../" CYTOTWIN_LIBDIR, "../lib", "../viz", "../../viz"}) {
    const std::string path = (folder / place / "libcytotwin_viz.so").lexically_normal();
    if (candidates.empty() || candidates.back() != path) candidates.push_back(path);
  }
  return candidates;
}

std::unique_ptr<Viz> load_viz(const std::string& path) {
  const std::string file = path.empty() ? existing_candidate() : path;
  // Never closed: VTK's factories and the graphics driver leave pointers into themselves behind.
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    throw std::runtime_error(fmt::format("cannot load the drawing library: {}", dlerror()));
  }
  const auto create =
      reinterpret_cast<decltype(&cytotwin_viz_create)>(dlsym(library, "cytotwin_viz_create"));
  if (create == nullptr) {
    throw std::runtime_error(fmt::format("{} is not cytotwin's drawing library", file));
  }
  std::unique_ptr<Viz> viz(create(viz_interface_version));
  if (viz == nullptr) {
    throw std::runtime_error(fmt::format(
        "{} was built for another version of its interface (this program has {}); rebuild or "
        "reinstall both together",
        file, viz_interface_version));
  }
  return viz;
}

}  // namespace cytotwin
