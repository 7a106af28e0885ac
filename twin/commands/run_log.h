#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>

namespace cytotwin {

/// `log.txt` of a run directory: what happened when, each line with its time (UTC) in front.
///
/// A run that is resumed goes on in the same file. The log is no part of the store and of no
/// digest. What cannot be written, on a full disk for example, is left out: a log stops no run.
class RunLog {
 public:
  explicit RunLog(const std::filesystem::path& run_folder);

  /// Adds a text of one line or more; on disk, as far as the program goes, with the return.
  void write(const std::string& text);

  /// To be called often: adds a line whenever another 5 % of the run's time have passed.
  /// @param minutes, start, end  simulated time reached, and that of the whole run [min]
  void progress(double minutes, double start, double end, std::size_t cells);

 private:
  std::ofstream out_;
  int twentieths_ = -1;  ///< said so far; nothing yet
};

}  // namespace cytotwin
