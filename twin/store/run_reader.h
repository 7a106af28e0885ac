#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/frame.h"
#include "twin/store/owned_frame.h"
#include "twin/store/run_header.h"
#include "twin/store/state_arrays.h"

namespace cytotwin {

/// Reader of a run store, finished or still being written (as of the moment of opening).
///
/// All calls throw InputError naming the file if it is not there, not ours, of another schema,
/// cut or damaged. Not thread-safe.
class RunReader {
 public:
  explicit RunReader(const std::string& path);
  ~RunReader();
  RunReader(RunReader&&) noexcept;
  RunReader& operator=(RunReader&&) noexcept;

  const RunHeader& header() const;
  const SeriesTable& series() const;
  bool complete() const;
  std::size_t frames() const;
  const std::vector<double>& frame_minutes() const;  ///< one a frame [min]

  /// @throws std::invalid_argument if index >= frames()
  OwnedFrame frame(std::size_t index) const;
  /// The newest checkpoint; nothing if there is none.
  std::optional<Checkpoint> last_checkpoint() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Digest of everything a run computed: names, shapes, units and values of all series, frames and
/// checkpoints, scenario and seed; not the machine, not the program's version, not how the bytes
/// are compressed or spread over files. Equal digests of two finished runs mean equal results.
/// @throws InputError as RunReader does
std::string digest_of_run(const std::string& path);

}  // namespace cytotwin
