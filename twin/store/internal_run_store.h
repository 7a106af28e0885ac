#pragma once

// Private to this folder: the inside of RunStore.

#include <fmt/format.h>

#include <cerrno>
#include <functional>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "core/errors.h"
#include "twin/store/internal_file.h"
#include "twin/store/internal_run_file.h"
#include "twin/store/run_store.h"

namespace cytotwin {

/// Calls write and turns failures of disk or library into RunError.
template <class Write>
void guarded(double minutes, Write&& write) {
  const hdf5::Quiet quiet;
  try {
    write();
  } catch (const std::system_error& error) {
    if (error.code().value() == EWOULDBLOCK) {
      throw RunError("the store is being written by another process", minutes);
    }
    throw RunError(fmt::format("cannot write {}; what was stored before is intact: make room or "
                               "repair access, then continue with --resume",
                               error.what()),
                   minutes);
  } catch (const hdf5::Error& error) {
    throw RunError(fmt::format("cannot write the run store ({})", error.what()), minutes);
  }
}

inline std::string frame_file(std::uint64_t index) {
  return "frame_" + layout::frame_name(index) + ".h5";
}
inline std::string checkpoint_file(std::uint64_t number) {
  return "checkpoint_" + layout::checkpoint_name(number) + ".h5";
}

struct RunStore::Impl {
  std::string path;
  layout::Main main;
  double minutes = 0;  ///< simulated time of the last call, for messages
  store_file::FolderLock lock;

  std::string part(const std::string& file) const { return parts_folder(path) + "/" + file; }
  /// Names of the parts that the main file links to.
  std::set<std::string> part_files() const;
  void take_lock();
  void write_part(const std::string& file, const std::function<void(hid_t)>& write) const;
  /// Puts a main file that says `next` in place; the one moment at which the store changes.
  void commit(layout::Main next);
  /// Removes what no link names: parts of an older run, of a kill between two renames, or past
  /// the checkpoint that a run goes on from.
  void remove_strangers() const;
  /// Writes main file and parts as one file.
  void join(const std::string& aside) const;
  void require_incomplete(const char* call) const;
};

}  // namespace cytotwin
