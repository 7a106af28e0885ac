#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agents/tissue.h"
#include "core/frame.h"
#include "twin/simulation/compare.h"

namespace cytotwin {

/// What `summary.json` says of a finished or stopped run.
struct RunSummary {
  std::string name, version, digest;
  std::uint64_t seed = 0;
  unsigned threads = 1;
  bool finished = false;
  double start = 0, end = 0;  ///< simulated time covered [min]
  double seconds = 0;         ///< wall time of this process [s]
  std::vector<ComparisonResult> comparisons;
};

/// @param tissue  where the run is one of cells, else null
void write_summary(const RunSummary& summary, const Tissue* tissue, const SeriesTable& series,
                   const std::filesystem::path& file);

/// The series as CSV: a header "name [unit]", one row a time; numbers read back bit by bit.
void write_series(const SeriesTable& series, const std::filesystem::path& file);

/// One line a comparison: RMSE, baseline, share within 2 sd.
std::string comparison_table(const std::vector<ComparisonResult>& comparisons);

/// Replaces a text file in one go (written aside, then renamed).
/// @throws RunError with the system's reason
void write_text(const std::filesystem::path& file, const std::string& text);

}  // namespace cytotwin
