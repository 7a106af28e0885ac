#include "twin/ensemble/ranks.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace cytotwin {

namespace {

// mpirun of Open MPI, process managers of other MPIs, srun with PMIx or PMI2.
bool was_started_with_others() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && std::atoi(value) > 1) return true;
  }
  return false;
}

std::filesystem::path mpi_library() {
  std::error_code failed;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
  const auto folder = failed ? std::filesystem::current_path() : program.parent_path();
  for (const char* place : {".", "../" CYTOTWIN_LIBDIR, "../lib", "../twin/ensemble"}) {
    const auto path = (folder / place / "libcytotwin_mpi.so").lexically_normal();
    if (std::filesystem::exists(path, failed)) return path;
  }
  throw std::runtime_error(fmt::format(
      "started by mpirun or srun, but libcytotwin_mpi.so was not found beside {}; build or install "
      "the target cytotwin_mpi",
      folder.string()));
}

}  // namespace

std::unique_ptr<Ranks> join_ranks() {
  if (!was_started_with_others()) return nullptr;
  // MPI loads parts of itself that look for its symbols
  void* library = dlopen(mpi_library().c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (library == nullptr)
    throw std::runtime_error(fmt::format("cannot load the MPI library: {}", dlerror()));
  const auto create =
      reinterpret_cast<decltype(&cytotwin_mpi_create)>(dlsym(library, "cytotwin_mpi_create"));
  std::unique_ptr<Ranks> ranks(create == nullptr ? nullptr : create(ranks_interface_version));
  if (ranks == nullptr)
    throw std::runtime_error("libcytotwin_mpi.so was built for another version of this program");
  return ranks;
}

}  // namespace cytotwin
