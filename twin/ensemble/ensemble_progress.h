#pragma once

#include <string>

#include "twin/ensemble/run_ensemble.h"
#include "twin/simulation/progress_line.h"

namespace cytotwin {

/// Says how far an ensemble is.
///
///      34 %  68 of 200 simulations, 3 failed  2.1 s each  4 min left
///
/// Time left comes from what ended since the first call.
class EnsembleProgress {
 public:
  /// @param what  begins the line, e.g. "iteration 2 of 4: "; may be empty
  EnsembleProgress(ProgressLine line, std::string what) : line_(line), what_(std::move(what)) {}

  void update(const EnsembleState& state);
  /// The last word.
  void finish(const EnsembleState& state);

 private:
  std::string text(const EnsembleState& state);

  ProgressLine line_;
  std::string what_;
  double began_ = -1;
  std::size_t before_ = 0;  // ended at the first call
};

}  // namespace cytotwin
