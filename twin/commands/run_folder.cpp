#include "twin/commands/run_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <system_error>

#include "core/errors.h"

namespace cytotwin {

namespace {

namespace fs = std::filesystem;

// A run's own names (docs/outputs.md); anything else in a folder is not ours to delete.
constexpr const char* run_files[] = {"run.h5",
                                     "run.h5.parts",
                                     "ensemble.h5",
                                     "iterations",
                                     "cycles",
                                     "states",
                                     "cycles.csv",
                                     "posterior.h5",
                                     "measured",
                                     "placed",
                                     "networks",
                                     "summary.json",
                                     "series.csv",
                                     "vtk",
                                     "pictures",
                                     "log.txt",
                                     "parameters.csv",
                                     "forecast.csv",
                                     "failed_cell.replay.toml",
                                     "scenario.resolved.toml"};

// Any of them says that results are here.
constexpr const char* stores[] = {"run.h5", "ensemble.h5", "posterior.h5", "iterations", "cycles"};

/// The folder itself if it is there, else the nearest thing above it that is.
fs::path nearest_existing(const fs::path& folder) {
  std::error_code error;
  fs::path at = fs::absolute(folder, error).lexically_normal();
  while (!fs::exists(at, error) && at.has_relative_path()) at = at.parent_path();
  return at;
}

}  // namespace

void make_folder(const fs::path& folder) {
  const auto refuse = [&](const std::string& why) {
    throw InputError({folder.string(), 0, 0, {}}, "cannot be made a folder of results: " + why,
                     "choose another folder with --out");
  };
  const fs::path there = nearest_existing(folder);
  std::error_code error;
  if (!fs::is_directory(there, error))
    refuse(fmt::format("{} is a file, not a folder", there.string()));
  if (::access(there.c_str(), W_OK | X_OK) != 0)
    refuse(fmt::format("{} cannot be written ({})", there.string(), std::strerror(errno)));
  fs::create_directories(folder, error);
  if (error) refuse(error.message());
}

void make_run_folder(const fs::path& folder, bool replace) {
  std::error_code error;
  const bool occupied = fs::is_directory(folder, error) && !fs::is_empty(folder, error);
  if (occupied && !replace) {
    const bool run = std::any_of(std::begin(stores), std::end(stores), [&](const char* name) {
      return fs::exists(folder / name, error);
    });
    throw InputError(
        {folder.string(), 0, 0, {}},
        run ? "a run is here already" : "this folder holds other files, but no whole run",
        run ? "continue it with --resume, replace it with --force, or choose another --out"
            : "choose another --out, or put a run beside these files with --force");
  }
  make_folder(folder);
  if (!occupied) return;
  for (const char* name : run_files) {
    fs::remove_all(folder / name, error);
    if (error)
      throw InputError({(folder / name).string(), 0, 0, {}},
                       fmt::format("cannot be removed ({})", error.message()),
                       "choose another folder with --out");
  }
}

std::string store_of(const fs::path& folder) {
  std::error_code error;
  const fs::path store = folder / "run.h5";
  if (fs::exists(store, error)) return store.string();
  const SourcePlace place{folder.string(), 0, 0, {}};
  const std::string start = fmt::format("twin run SCENARIO --out {}", folder.string());
  if (folder.filename() == "run.h5" && fs::is_regular_file(folder, error))
    throw InputError(place, "this is a store, not the run directory that holds it",
                     fmt::format("write {}", fs::absolute(folder).parent_path().string()));
  if (!fs::exists(folder, error))
    throw InputError(place, "there is no such run directory", "start a run with: " + start);
  if (!fs::is_directory(folder, error))
    throw InputError(place, "this is a file, not a run directory",
                     "write the folder that holds run.h5");
  throw InputError(
      place, "this folder holds no run (no run.h5)",
      fmt::format("start one with: {}{}", start, fs::is_empty(folder, error) ? "" : " --force"));
}

}  // namespace cytotwin
