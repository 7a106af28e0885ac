#pragma once

// Private to this folder: reading access to a store in either of its states.

#include <functional>
#include <string>

#include "twin/store/internal_hdf5.h"
#include "twin/store/internal_layout.h"

namespace cytotwin {

/// A verified store, open for reading; HDF5 failures become InputError.
class RunFile {
 public:
  explicit RunFile(const std::string& path);

  const std::string& path() const { return path_; }
  const layout::Main& main() const { return main_; }
  hid_t root() const { return file_; }

  /// Calls use with an open group, e.g. "frames/000001", verified first if it lies in a part.
  void with_group(const std::string& name, const std::function<void(hid_t)>& use) const;
  /// Path of the part that holds a group; empty if it lies in the main file.
  std::string part_of(const std::string& name) const;

 private:
  std::string path_;
  hdf5::Handle file_;
  layout::Main main_;
};

/// `path`.parts, where a run in progress keeps frames and checkpoints
std::string parts_folder(const std::string& path);

}  // namespace cytotwin
