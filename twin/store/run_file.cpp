#include <filesystem>
#include <utility>

#include "core/errors.h"
#include "twin/store/internal_file.h"
#include "twin/store/internal_run_file.h"

namespace cytotwin {

namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw InputError(SourcePlace{path, 0, 0, {}}, "cannot be read as a run store (" + why + ")",
                   "take an undamaged copy, or compute it again from its scenario");
}

hdf5::Handle open_verified(const std::string& path) {
  store_file::verify(path);
  const hdf5::Quiet quiet;
  try {
    return hdf5::open_file(path);
  } catch (const hdf5::Error& error) {
    refuse(path, error.what());
  }
}

}  // namespace

std::string parts_folder(const std::string& path) { return path + ".parts"; }

RunFile::RunFile(const std::string& path) : path_(path), file_(open_verified(path)) {
  const hdf5::Quiet quiet;
  try {
    main_ = layout::read_main(file_);
  } catch (const std::exception& error) {  // also a name that is no number
    refuse(path, error.what());
  }
}

std::string RunFile::part_of(const std::string& name) const {
  if (name == "/") return {};
  const std::string target = hdf5::external_target(file_, name);
  if (target.empty()) return {};
  return (std::filesystem::path(path_).parent_path() / target).string();
}

void RunFile::with_group(const std::string& name, const std::function<void(hid_t)>& use) const {
  const hdf5::Quiet quiet;
  std::string part;
  try {
    part = part_of(name);
    if (part.empty()) {
      use(hdf5::open_group(file_, name));
    } else {
      use(open_verified(part));
    }
  } catch (const hdf5::Error& error) {
    refuse(part.empty() ? path_ : part, error.what());
  }
}

}  // namespace cytotwin
