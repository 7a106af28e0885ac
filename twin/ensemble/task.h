#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cytotwin {

/// One simulation of an ensemble, whoever runs it.
struct EnsembleTask {
  std::uint64_t member = 0, condition = 0, seed = 0;
  std::vector<double> parameters;
};

/// What came of it: a series, or the reason why there is none.
struct TaskOutcome {
  std::uint64_t member = 0, condition = 0;
  bool done = false;
  bool interrupted = false;  ///< the whole command was told to stop: nothing to record
  double seconds = 0;        ///< wall time; in no store
  std::string reason;
  std::vector<double> series;
};

// As bytes between processes of one machine type.
std::vector<std::byte> bytes_of(const EnsembleTask& task);
std::vector<std::byte> bytes_of(const TaskOutcome& outcome);
EnsembleTask task_from(const std::vector<std::byte>& bytes);
TaskOutcome outcome_from(const std::vector<std::byte>& bytes);

}  // namespace cytotwin
