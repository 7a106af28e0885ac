#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/frame.h"
#include "twin/store/run_header.h"
#include "twin/store/state_arrays.h"

namespace cytotwin {

struct ResumedRun;

/// Writer of the store of one run, an HDF5 file with the layout of docs (run store).
///
/// While the run goes on, `path` is a small file with header and series whose groups "frames" and
/// "checkpoints" link to one complete file each in `path`.parts/; finish() joins all into `path`.
/// Either state is read alike. Every file is written aside, synced and renamed, the small one
/// last: a kill or power cut at any moment leaves the store as some call left it, whole. Writing a
/// frame costs its own size plus that of the series and the links so far (measured: 70 ms for
/// 24,000 rows of 20 series and 1,000 links).
///
/// Every file carries a digest of its bytes, checked before they are interpreted. Only one process
/// may write a store. Not thread-safe; several stores may be written at once.
///
/// All writing calls throw RunError (the system's reason in the text) when the disk is full or
/// gone; the store on disk then stays as it was and the call may be repeated.
class RunStore {
 public:
  /// Starts a store, replacing one at `path`.
  /// @throws std::invalid_argument if the series columns are not unique names with a unit each
  /// @throws RunError if the folder is missing, or another process writes this store
  static RunStore create(const std::string& path, RunHeader header);

  /// Opens a store at its last intact checkpoint and drops the frames and series rows after it,
  /// on disk too, so that the run writes them again. Without an intact checkpoint it starts anew.
  /// A finished store is left as it is: complete() is true.
  /// @throws InputError if the file is not there, not ours, of another schema or damaged
  /// @throws RunError if another process writes this store
  static ResumedRun open_for_resume(const std::string& path);

  ~RunStore();
  RunStore(RunStore&&) noexcept;
  RunStore& operator=(RunStore&&) noexcept;

  const RunHeader& header() const;
  const SeriesTable& series() const;
  std::size_t frames() const;  ///< written so far
  bool complete() const;

  /// Adds frame `index`, cells in the order given. On disk with the return, series included.
  /// @throws std::invalid_argument if index is not frames(), a column's or field's length is
  ///         wrong, or two columns share a name
  void write_frame(std::size_t index, const FrameView& frame);

  /// Adds a row; on disk with the next frame or checkpoint.
  /// @param row  one value a series column, the first is the time [min]
  void append_series(std::span<const double> row);

  /// Saves a moment to resume from, with the place in frames and series. The last two are kept.
  void write_checkpoint(const Checkpoint& checkpoint);

  /// Joins the parts into one file, with the last checkpoint, and removes them. No more writing.
  /// @throws InputError if a part was damaged meanwhile; the store is left in its parts
  void finish();

 private:
  struct Impl;
  explicit RunStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// What open_for_resume() found.
struct ResumedRun {
  RunStore store;
  std::optional<Checkpoint> checkpoint;  ///< nothing: start from the beginning
  std::vector<std::string> messages;     ///< what was damaged and passed over, for the user
};

}  // namespace cytotwin
